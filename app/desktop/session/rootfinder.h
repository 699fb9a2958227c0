#pragma once

#include "discovery/rootcandidates.h"
#include "session/job.h"

namespace SyncAdmin::Desktop {

// Looks for the data roots of this machine in the background, which asks container engines and
// may take seconds.
class RootFinder : public QObject
{
    Q_OBJECT

public:
    explicit RootFinder(QObject *parent = nullptr);

    // Looks again, unless it is looking or has just looked.
    void look();
    bool isLooking() const { return m_isLooking; }
    const FoundRoots &found() const { return m_found; }

Q_SIGNALS:
    void finished();

private:
    Jobs m_jobs;
    FoundRoots m_found;
    QElapsedTimer m_sinceLook; // invalid before the first
    bool m_isLooking = false;
};

} // namespace SyncAdmin::Desktop
