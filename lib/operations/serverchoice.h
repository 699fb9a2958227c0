#pragma once

#include "engine/execution.h"
#include "servers/servercontrol.h"

#include <optional>

namespace SyncAdmin {

// Checks everything for which execute() would refuse the plan even without a running server, so
// that no server is stopped in vain. `found` receives the holders, if they could be determined.
// Changed files are not refused: a server can write until it has stopped, and the runner plans
// again then.
Result<> checkBeforeStopping(const ResetPlan &plan, const ExecutionOptions &options,
                             std::optional<InUse> *found);

// The servers to stop for an operation on files with these holders: the named one; otherwise those
// that hold the files; otherwise the one running container that mounts the data root, because an
// idle server holds nothing. Can be empty. InUse for a server that cannot be stopped from here,
// BadInput if several containers mount the data root.
struct ServerChoice
{
    QList<ServerHandle> servers;
    QStringList notes; // why a server can be missing: a daemon is down, no permission
};
Result<ServerChoice> serversToStop(const QList<InUse> &uses, const DataRoot &root,
                                   const std::optional<ServerHandle> &named, const Task &task);

} // namespace SyncAdmin
