#pragma once

#include "agent/host.h"
#include "session/job.h"

namespace SyncAdmin::Desktop {

// Searches this machine for data roots, in the background. The search queries container engines,
// which may take seconds.
class RootFinder : public QObject
{
    Q_OBJECT

public:
    explicit RootFinder(QObject *parent = nullptr);

    // Does nothing while a search runs or shortly after one.
    void search();
    bool isSearching() const { return m_isSearching; }
    const FoundRoots &found() const { return m_found; }

Q_SIGNALS:
    void finished();

private:
    Jobs m_jobs;
    FoundRoots m_found;
    QElapsedTimer m_sinceSearch; // invalid before the first
    bool m_isSearching = false;
};

} // namespace SyncAdmin::Desktop
