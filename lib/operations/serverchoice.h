#pragma once

#include "engine/execution.h"
#include "servers/servercontrol.h"

#include <optional>

namespace SyncAdmin {

// What execute() would refuse whatever a server does, so that none is stopped in vain. `found` gets
// who is at the files, if that could be looked at. A folder that has changed is not refused: what a
// server writes until it has stopped is planned for by executeAgain().
Result<> checkBeforeStopping(const ResetPlan &plan, const ExecutionOptions &options,
                             std::optional<InUse> *found);

// The servers to stop for a reset of users whose files are used like this. The one that was named;
// else those that hold the files; else the one running container that has the data root mounted,
// for a server that is idle holds nothing. May be none. InUse for one that cannot be stopped from
// here, BadInput where several containers would do.
struct ServerChoice
{
    QList<ServerHandle> servers;
    QStringList notes; // why one may be missing: a daemon is down, no permission
};
Result<ServerChoice> serversToStop(const QList<InUse> &uses, const DataRoot &root,
                                   const std::optional<ServerHandle> &named, const Task &task);

// Resets the user with the same options by a new plan, now that the server has closed its files.
ResetReport executeAgain(const ResetPlan &plan, const ExecutionOptions &options, const Task &task);

} // namespace SyncAdmin
