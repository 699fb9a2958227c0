#include "session/planning.h"

#include "session/session.h"

namespace SyncAdmin::Desktop {

namespace {

PlannedOperations planAll(Host &host, const OperationRequest &request, const Task &task)
{
    PlannedOperations operations;
    for (const PlannedOperation &planned : host.plan(request, task)) {
        if (planned.operation)
            operations.append(*planned.operation);
        else
            operations.append(failure(planned.error.value_or(Error())));
    }
    return operations;
}

Result<Operation> planOne(Host &host, const OperationRequest &request, const Task &task)
{
    return planAll(host, request, task).value(0, failure(Error::Code::BadInput));
}

void startPlanning(Session *session, QObject *receiver, const OperationRequest &request,
                   const std::function<void(const Result<Operation> &)> &done)
{
    session->readers()->start<Result<Operation>>(
        receiver,
        [host = session->host(), request](const Task &task) {
            return planOne(*host, request, task);
        },
        done);
}

OperationRequest restoreOf(const QList<FoundPoint> &points)
{
    OperationRequest request;
    request.kind = Operation::Kind::Restore;
    request.points = points;
    return request;
}

Result<Operation> undoOf(Host &host, const QByteArray &id, const Task &task)
{
    ASSIGN_OR_RETURN(const auto found, host.point(id));
    return planOne(host, restoreOf({found}), task);
}

} // namespace

void planRestores(Session *session, QObject *receiver, const QList<FoundPoint> &points,
                  const std::function<void(const PlannedOperations &)> &done)
{
    session->readers()->start<PlannedOperations>(
        receiver,
        [host = session->host(), points](const Task &task) {
            return planAll(*host, restoreOf(points), task);
        },
        done);
}

void planUndo(Session *session, QObject *receiver, const QByteArrayList &ids,
              const std::function<void(const PlannedOperations &)> &done)
{
    session->readers()->start<PlannedOperations>(
        receiver,
        [host = session->host(), ids](const Task &task) {
            PlannedOperations operations;
            for (const QByteArray &id : ids)
                operations.append(undoOf(*host, id, task));
            return operations;
        },
        done);
}

void planResets(Session *session, QObject *receiver, const QList<UserFolder> &users,
                const std::function<void(const QList<PlannedOperation> &)> &done)
{
    OperationRequest request;
    request.users = users;
    session->readers()->start<QList<PlannedOperation>>(
        receiver,
        [host = session->host(), request](const Task &task) { return host->plan(request, task); },
        done);
}

void planSignOut(Session *session, QObject *receiver, const UserFolder &user,
                 const std::function<void(const Result<Operation> &)> &done)
{
    OperationRequest request;
    request.kind = Operation::Kind::SignOut;
    request.names = {user.name};
    startPlanning(session, receiver, request, done);
}

void planResume(Session *session, QObject *receiver, const FoundPoint &point,
                const std::function<void(const Result<Operation> &)> &done)
{
    OperationRequest request;
    request.kind = Operation::Kind::Resume;
    request.points = {point};
    startPlanning(session, receiver, request, done);
}

} // namespace SyncAdmin::Desktop
