#pragma once

#include "base/task.h"
#include "engine/execution.h"
#include "engine/recoveryplan.h"

namespace SyncAdmin {

struct RecoveryOptions
{
    bool setAside = false;      // moves what is in the way into the point, which keeps it
    bool serverStopped = false; // the admin says so; counts only where it cannot be known
    QString commandLine;        // for the audit log
    // Finds who has files open, before anything is moved; replaced in tests.
    std::function<InUse(const Directory &, const QByteArrayList &)> probe = probeInUse;
};

// Undoes an interrupted operation: each entry that is the one in the record, by inode and birth
// time, moves back. A media database that moves back after a server has made another one continues
// above that. Where the user folder is missing, the point becomes one that can be restored. Can be
// killed at any moment and run again. Refused: Busy, Changed, Conflict where the plan needs a
// decision, InUse, InUseUnknown. Any thread.
ResetReport recover(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task);

} // namespace SyncAdmin
