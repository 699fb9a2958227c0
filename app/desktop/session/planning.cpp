#include "session/planning.h"

#include "operations/resetplanner.h"
#include "operations/restore.h"
#include "operations/revoke.h"
#include "session/session.h"

namespace SyncAdmin::Desktop {

namespace {

Result<Operation> restoreOf(const FoundPoint &found, const Task &task)
{
    ASSIGN_OR_RETURN(const auto plan, planRestore(found.store, found.point, task));
    return Operation::restore(found, plan);
}

Result<Operation> undoOf(const DataRoot &root, const QByteArray &id, const Task &task)
{
    ASSIGN_OR_RETURN(const auto found, findRestorePoint(root, id));
    return restoreOf(found, task);
}

Result<Operation> signOutOf(const DataRoot &root, const QByteArray &user, const Task &task)
{
    ASSIGN_OR_RETURN(const auto plan, planRevoke(root, user, task));
    return Operation::signOut(root, plan);
}

} // namespace

void planRestores(Session *session, QObject *receiver, const QList<FoundPoint> &points,
                  const std::function<void(const PlannedOperations &)> &done)
{
    session->readers()->start<PlannedOperations>(
        receiver,
        [points](const Task &task) {
            PlannedOperations operations;
            for (const FoundPoint &found : points)
                operations.append(restoreOf(found, task));
            return operations;
        },
        done);
}

void planUndo(Session *session, QObject *receiver, const QByteArrayList &ids,
              const std::function<void(const PlannedOperations &)> &done)
{
    session->readers()->start<PlannedOperations>(
        receiver,
        [root = session->root()->root, ids](const Task &task) {
            PlannedOperations operations;
            for (const QByteArray &id : ids)
                operations.append(undoOf(root, id, task));
            return operations;
        },
        done);
}

void planSignOut(Session *session, QObject *receiver, const UserFolder &user,
                 const std::function<void(const Result<Operation> &)> &done)
{
    session->readers()->start<Result<Operation>>(
        receiver,
        [root = session->root()->root, name = user.name](const Task &task) {
            return signOutOf(root, name, task);
        },
        done);
}

void planResume(Session *session, QObject *receiver, const FoundPoint &point,
                const std::function<void(const Result<RecoveryPlan> &)> &done)
{
    session->readers()->start<Result<RecoveryPlan>>(
        receiver, [point](const Task &) { return planRecovery(point.store, point.point); }, done);
}

Result<ResetPlan> outlineOf(const UserAnalysis &analysis, const ResetOptions &options)
{
    return outlineReset(analysis, options);
}

} // namespace SyncAdmin::Desktop
