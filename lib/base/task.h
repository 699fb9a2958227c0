#pragma once

#include <QString>

#include <functional>
#include <stop_token>

namespace SyncAdmin {

// How far a long operation has come. `total` is 0 where it is not known.
struct Progress
{
    QString what;
    qint64 done = 0;
    qint64 total = 0;
};

// What a caller hands to a long operation. `progress` may be empty; it is called on whichever
// thread does the work, one call at a time. Once `stop` is requested the operation ends at its next
// safe point.
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
