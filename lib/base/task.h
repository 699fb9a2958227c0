#pragma once

#include <QString>

#include <functional>
#include <stop_token>

namespace SyncAdmin {

// The progress of a long operation. `total` is 0 if unknown.
struct Progress
{
    QString what;
    qint64 done = 0;
    qint64 total = 0;
};

// Progress callback and stop token for a long operation. `progress` may be empty; it runs on the
// thread that does the work, one call at a time. When `stop` is requested, the operation ends at
// its next safe point.
struct Task
{
    std::function<void(const Progress &)> progress;
    std::stop_token stop;

    void report(const Progress &value) const
    {
        if (progress)
            progress(value);
    }
    bool stopRequested() const { return stop.stop_requested(); }
};

} // namespace SyncAdmin
