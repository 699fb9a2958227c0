#pragma once

#include "engine/execution.h"
#include "operations/operationrun.h"

namespace SyncAdmin {

// The engine's options for the operations of a run.
ExecutionOptions executionOptions(const RunOptions &options);

// Runs operations one after the other, all with their servers stopped. Where a server was stopped,
// each operation is planned again first, because a server that ends writes to its files. A stop
// request rolls the current operation back and begins no other. Servers are not started by
// StartServers after a Resume that has failed: no server is to see half of a user's files.
// Blocks; any thread; one run at a time for a store.
RunReport runOperations(const QList<Operation> &operations, const RunOptions &options,
                        const RunObserver &observer, const Task &task);

} // namespace SyncAdmin
