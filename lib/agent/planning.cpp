#include "agent/planning.h"

#include "operations/restore.h"
#include "operations/revoke.h"
#include "operations/serverrecovery.h"

namespace SyncAdmin {

PlannedOperation plannedFrom(const Result<Operation> &operation)
{
    PlannedOperation planned;
    if (operation)
        planned.operation = *operation;
    else
        planned.error = operation.error();
    return planned;
}

Result<Operation> planSignOut(const DataRoot &root, const QByteArray &name, const Task &task)
{
    ASSIGN_OR_RETURN(const auto plan, planRevoke(root, name, task));
    return Operation::signOut(root, plan);
}

Result<Operation> planForPoint(const FoundPoint &point, const OperationRequest &request,
                               const Task &task)
{
    if (request.kind == Operation::Kind::Delete)
        return Operation::deletePoint(point);
    if (request.kind == Operation::Kind::Resume) {
        ASSIGN_OR_RETURN(const auto plan, planRecovery(point.store, point.point));
        return Operation::resume(plan, request.movesAside);
    }
    ASSIGN_OR_RETURN(const auto plan, planRestore(point.store, point.point, task));
    return Operation::restore(point, plan);
}

QList<PlannedOperation> planStarts(const DataRoot &root, const Task &task)
{
    const auto stores = RestorePointStore::all(root);
    if (!stores)
        return {plannedFrom(failure(stores))};
    QList<PlannedOperation> all;
    for (const RestorePointStore &store : *stores) {
        const auto left = planServerRecovery(store, task);
        if (!left)
            all.append(plannedFrom(failure(left)));
        else if (*left)
            all.append(plannedFrom(Operation::startServers(**left)));
    }
    return all;
}

} // namespace SyncAdmin
