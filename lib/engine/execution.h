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
    bool serverStopped = false;   // the admin says so; counts only where it cannot be known
    QString commandLine;          // for manifest and audit log
    // Ask who is at the files, before the first rename and after the last; replaced in tests.
    std::function<InUse(const Directory &, const QByteArrayList &)> probe = probeInUse;
    // Whether a server shows itself by other users' files; asked before sessions are revoked.
    std::function<InUse(const Directory &)> probeServer = [](const Directory &root) {
        return SyncAdmin::probeServer(root);
    };
    std::function<InUse(const DatabaseLocks &, const QList<FilesIn> &)> probeAgain =
        &DatabaseLocks::probeAgain;
};

// Runs a plan of planReset() or planRestore(): all or nothing, a crash included (recover()). Never
// throws, reports every step. Stops between steps when the task says so, and puts back. Any thread;
// one at a time for a store, others are refused as Busy.
ResetReport execute(const ResetPlan &plan, const ExecutionOptions &options, const Task &task);

// Everything that execute() would refuse, looked at without writing anything: the plan is stale,
// mounts, devices, attributes, permission, an interrupted operation, a foreign store, files in use.
// What was found out about the holders goes to `found`.
Result<> checkExecutable(const ResetPlan &plan, const ExecutionOptions &options,
                         std::optional<InUse> *found = nullptr);

} // namespace SyncAdmin
