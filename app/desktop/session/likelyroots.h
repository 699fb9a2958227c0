#pragma once

#include "base/task.h"
#include "volume/dataroot.h"

#include <QList>

namespace SyncAdmin::Desktop {

// A data root that was found on this machine.
struct LikelyRoot
{
    QByteArray path;
    QString shown; // the path as displayName() shows it
    qsizetype users = 0;
};

// Looks at well-known places and container volumes. Blocks; for a worker thread.
QList<LikelyRoot> findLikelyRoots(const Task &task);

} // namespace SyncAdmin::Desktop
