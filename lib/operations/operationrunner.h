#pragma once

#include "engine/execution.h"
#include "operations/operationrun.h"

namespace SyncAdmin {

// The engine's options for the operations of a run.
ExecutionOptions executionOptions(const RunOptions &options);

// Stops the servers, runs the operations one after the other, and starts the servers again. If
// servers are stopped, each operation is planned again first, because a server writes to its files
// when it ends. A stop request rolls the current operation back and ends the run. After a Resume
// that failed, StartServers is skipped, so that no server sees half of a user's files. Blocks.
// Any thread; one run at a time for a store.
RunReport runOperations(const QList<Operation> &operations, const RunOptions &options,
                        const RunObserver &observer, const Task &task);

} // namespace SyncAdmin
