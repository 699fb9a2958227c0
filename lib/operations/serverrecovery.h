#pragma once

#include "operations/leftserver.h"
#include "operations/serverpause.h"

namespace SyncAdmin {

// Nothing if there is no such server. Busy while the operation runs. Touches nothing.
Result<std::optional<ServerRecovery>> planServerRecovery(const RestorePointStore &store,
                                                         const Task &task);

// Starts the servers and removes the record; a server that does not start stays in it. Changed if
// the record has changed since it was planned. Any thread.
Result<PauseReport> startLeftServers(const ServerRecovery &recovery, const PauseOptions &options);

} // namespace SyncAdmin
