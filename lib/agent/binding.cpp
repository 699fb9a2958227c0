#include "agent/binding.h"

namespace SyncAdmin {

Result<std::shared_ptr<const Directory>> Binding::place(const QByteArray &name) const
{
    const auto folders = m_root.places();
    const QByteArray &root = m_root.directory().pathBytes();
    const QByteArray path = name.isEmpty()       ? root
                            : root.endsWith('/') ? QByteArray(root + name)
                                                 : QByteArray(root + '/' + name);
    for (const auto &folder : folders) {
        if (folder->pathBytes() == path)
            return folder;
    }
    return failure(Error::Code::DoesNotExist, Directory::unopened(path).path());
}

Result<UserFolder> Binding::user(const UserFolder &user) const
{
    if (user.parent && user.parent->isOpen())
        return user;
    UserFolder bound = user;
    ASSIGN_OR_RETURN(bound.parent, place(user.place));
    bound.root = m_root.places().last();
    return bound;
}

Result<RestorePointStore> Binding::store(const RestorePointStore &store) const
{
    if (store.isOpen())
        return store;
    ASSIGN_OR_RETURN(const auto stores, RestorePointStore::all(m_root));
    for (const RestorePointStore &each : stores) {
        if (each.place() == store.place())
            return each;
    }
    return failure(Error::Code::DoesNotExist, store.path());
}

Result<FoundPoint> Binding::point(const FoundPoint &point) const
{
    if (point.store.isOpen())
        return point;
    ASSIGN_OR_RETURN(const auto opened, store(point.store));
    ASSIGN_OR_RETURN(const auto now, opened.find(point.point.id));
    const RestorePoint &before = point.point;
    if (now.state != before.state || now.manifest.user != before.manifest.user ||
        now.manifest.place != before.manifest.place || now.manifest.made != before.manifest.made)
        return failure(Error::Code::Changed, opened.pointsFolder().pathOf(now.id));
    return FoundPoint{opened, now};
}

Result<ResetPlan> Binding::plan(const ResetPlan &plan) const
{
    ResetPlan bound = plan;
    ASSIGN_OR_RETURN(bound.user, user(plan.user));
    return bound;
}

Result<RecoveryPlan> Binding::recovery(const RecoveryPlan &plan) const
{
    if (plan.store.isOpen())
        return plan;
    ASSIGN_OR_RETURN(const auto found, point({plan.store, plan.point}));
    RecoveryPlan bound = plan;
    bound.store = found.store;
    bound.point = found.point;
    ASSIGN_OR_RETURN(bound.user, user(plan.user));
    return bound;
}

Result<Operation> Binding::operation(const Operation &operation) const
{
    switch (operation.kind()) {
    case Operation::Kind::Reset: {
        ASSIGN_OR_RETURN(const auto bound, plan(operation.plan()));
        return Operation::reset(bound);
    }
    case Operation::Kind::Restore: {
        ASSIGN_OR_RETURN(const auto found, point(operation.point()));
        ASSIGN_OR_RETURN(const auto bound, plan(operation.plan()));
        return Operation::restore(found, bound);
    }
    case Operation::Kind::SignOut: {
        ASSIGN_OR_RETURN(const auto bound, plan(operation.plan()));
        return Operation::signOut(m_root, bound);
    }
    case Operation::Kind::Resume: {
        ASSIGN_OR_RETURN(const auto bound, recovery(operation.recovery()));
        return Operation::resume(bound, operation.movesAside());
    }
    case Operation::Kind::Delete: {
        ASSIGN_OR_RETURN(const auto found, point(operation.point()));
        return Operation::deletePoint(found);
    }
    case Operation::Kind::StartServers: {
        ServerRecovery left = operation.servers();
        ASSIGN_OR_RETURN(left.store, store(left.store));
        return Operation::startServers(left);
    }
    }
    return failure(Error::Code::BadInput);
}

} // namespace SyncAdmin
