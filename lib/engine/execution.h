#pragma once

#include "base/task.h"
#include "engine/resetreport.h"
#include "holders/filelock.h"
#include "servers/serveruse.h"

#include <functional>

namespace SyncAdmin {

struct ExecutionOptions
{
    bool keepRestorePoint = true; // else it is purged right after the commit
    // The admin's word that the server is stopped. It counts only if that cannot be determined.
    bool serverStopped = false;
    QString commandLine; // for the manifest and the audit log
    // Finds who has files open, before the first move. All three are replaced in tests.
    std::function<InUse(const Directory &, const QByteArrayList &)> probe = probeInUse;
    // Finds a running server by the files of all users, where the plan needs that.
    std::function<InUse(const Directory &)> probeServer = [](const Directory &root) {
        return SyncAdmin::probeServer(root);
    };
    // Finds who has files open that are locked, after the last move.
    std::function<InUse(const DatabaseLocks &, const QList<FilesIn> &)> probeAgain =
        &DatabaseLocks::probeAgain;
};

// Runs a plan completely or not at all; after a crash recover() undoes it. Reports every step. If
// the task is cancelled, it stops between two moves and rolls back. Any thread. One operation at a
// time works in a store; others are refused as Busy.
ResetReport execute(const ResetPlan &plan, const ExecutionOptions &options, const Task &task);

// Checks everything for which execute() would refuse the plan, and writes nothing: the plan is out
// of date, mounts, devices, attributes, permissions, an interrupted or running operation, a foreign
// store, files in use. `found` receives the holders.
Result<> checkExecutable(const ResetPlan &plan, const ExecutionOptions &options,
                         std::optional<InUse> *found = nullptr);

} // namespace SyncAdmin
