#pragma once

#include "agent/requests.h"

namespace SyncAdmin {

// The planners that Host::plan() calls for operations other than a reset. They change nothing.

PlannedOperation plannedFrom(const Result<Operation> &operation);

// Errors: those of planRevoke().
Result<Operation> planSignOut(const DataRoot &root, const QByteArray &name, const Task &task);

// A restore, a resumption or a deletion. Errors: those of planRestore() and planRecovery().
Result<Operation> planForPoint(const FoundPoint &point, const OperationRequest &request,
                               const Task &task);

// One for each store with a record of stopped servers.
QList<PlannedOperation> planStarts(const DataRoot &root, const Task &task);

} // namespace SyncAdmin
