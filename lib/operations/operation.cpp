#include "operations/operation.h"

#include "operations/resetplanner.h"
#include "operations/restore.h"
#include "operations/revoke.h"

namespace SyncAdmin {

Operation Operation::reset(const ResetPlan &plan)
{
    Operation operation(Kind::Reset);
    operation.m_plan = plan;
    return operation;
}

Operation Operation::restore(const FoundPoint &point, const ResetPlan &plan)
{
    Operation operation(Kind::Restore);
    operation.m_plan = plan;
    operation.m_point = point;
    return operation;
}

Operation Operation::signOut(const std::optional<DataRoot> &root, const ResetPlan &plan)
{
    Operation operation(Kind::SignOut);
    operation.m_plan = plan;
    operation.m_root = root;
    return operation;
}

Operation Operation::resume(const RecoveryPlan &plan, bool movesAside)
{
    Operation operation(Kind::Resume);
    operation.m_recovery = plan;
    operation.m_movesAside = movesAside;
    return operation;
}

Operation Operation::deletePoint(const FoundPoint &point)
{
    Operation operation(Kind::Delete);
    operation.m_point = point;
    return operation;
}

Operation Operation::startServers(const ServerRecovery &left)
{
    Operation operation(Kind::StartServers);
    operation.m_servers = left;
    return operation;
}

bool Operation::hasPlan() const
{
    return m_kind == Kind::Reset || m_kind == Kind::Restore || m_kind == Kind::SignOut;
}

bool Operation::hasUser() const
{
    return m_kind != Kind::Delete && m_kind != Kind::StartServers;
}

const UserFolder &Operation::user() const
{
    return m_kind == Kind::Resume ? m_recovery->user : m_plan.user;
}

QString Operation::subject() const
{
    if (m_kind == Kind::Delete)
        return m_point->point.displayId();
    if (m_kind == Kind::StartServers)
        return serverNames(m_servers->record.servers);
    return user().displayName();
}

Result<> Operation::planAgain(const Task &task)
{
    if (m_kind == Kind::Reset) {
        ASSIGN_OR_RETURN(const auto analysis, analyse(m_plan.user, {}, task));
        ASSIGN_OR_RETURN(m_plan, planReset(analysis, m_plan.options, task));
    } else if (m_kind == Kind::Restore) {
        ASSIGN_OR_RETURN(m_plan, planRestore(m_point->store, m_point->point, task));
    } else if (m_kind == Kind::SignOut) {
        if (!m_root)
            return failure(Error::Code::BadInput, {}, QStringLiteral("no data root is open"));
        ASSIGN_OR_RETURN(m_plan, planRevoke(*m_root, m_plan.user.name, task));
    }
    return {};
}

QString operationName(Operation::Kind kind)
{
    switch (kind) {
    case Operation::Kind::Reset:
        return QStringLiteral("reset");
    case Operation::Kind::Restore:
        return QStringLiteral("restore");
    case Operation::Kind::SignOut:
        return QStringLiteral("revoke");
    case Operation::Kind::Resume:
        return QStringLiteral("recover");
    case Operation::Kind::Delete:
        return QStringLiteral("purge");
    case Operation::Kind::StartServers:
        return QStringLiteral("start-server");
    }
    return {};
}

OperationResult::End OperationResult::end() const
{
    switch (operation.kind()) {
    case Operation::Kind::Delete:
        if (deletion.outcome == PurgeReport::Outcome::Done)
            return End::Done;
        return deletion.outcome == PurgeReport::Outcome::Cancelled ? End::Cancelled : End::Failed;
    case Operation::Kind::StartServers:
        return !error && servers.allRunAgain() ? End::Done : End::Failed;
    default:
        if (report.succeeded())
            return End::Done;
        return report.outcome == ResetReport::Outcome::Cancelled ? End::Cancelled : End::Failed;
    }
}

bool OperationResult::canUndo() const
{
    return operation.hasPlan() && end() == End::Done && !report.restorePoint.isEmpty();
}

} // namespace SyncAdmin
