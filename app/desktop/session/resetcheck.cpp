#include "session/resetcheck.h"

#include "agent/outline.h"
#include "session/session.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr int interval = 700; // ms between two checks

// From the analysis alone, until the first check.
void outline(CheckedUser &user, const ResetOptions &options)
{
    user.operation.reset();
    user.isChecked = false;
    const auto plan = outlineOfReset(*user.analysis, options);
    user.plan = plan.value_or(ResetPlan());
    user.plan.user = user.analysis->user;
    if (!plan)
        user.obstacle = plan.error();
}

void plan(CheckedUser &user, Host &host, const ResetOptions &options, const Task &task)
{
    OperationRequest request;
    request.users = {user.analysis->user};
    request.reset = options;
    const PlannedOperation planned = host.plan(request, task).value(0);
    if (planned.analysis)
        user.analysis = std::make_shared<const UserAnalysis>(*planned.analysis);
    user.operation = planned.operation;
    user.obstacle = planned.error;
    user.plan = planned.operation ? planned.operation->plan() : ResetPlan();
    user.plan.user = user.analysis->user;
}

// Querying the container engines takes a while, so that it is done only where other processes have
// the files open than at the last check.
void findServers(CheckedUser &user, Host &host, const Task &task)
{
    QList<qint64> holders;
    for (const Holder &holder : user.isBusy() ? user.inUse->holders : QList<Holder>())
        holders.append(holder.pid);
    if (holders == user.holders)
        return;
    user.holders = holders;
    user.servers = holders.isEmpty()
                       ? QList<ServerHandle>()
                       : host.serversOf(*user.inUse, task).value_or(QList<ServerHandle>());
}

CheckedUser checkUser(CheckedUser user, Host &host, const ResetOptions &reset,
                      const RunOptions &run, const Task &task)
{
    user.obstacle.reset();
    user.inUse.reset();
    user.isChecked = true;
    const bool isUnchanged = host.isUnchanged(*user.analysis);
    user.hasChanged = user.hasChanged || !isUnchanged;
    if (!isUnchanged || !user.operation)
        plan(user, host, reset, task);
    if (!user.operation || user.plan.steps.isEmpty())
        return user;
    const CheckReport report = host.check(*user.operation, run, false);
    user.obstacle = report.refusal;
    user.inUse = report.inUse;
    findServers(user, host, task);
    return user;
}

} // namespace

ResetCheck::ResetCheck(Session *session, const QList<std::shared_ptr<const UserAnalysis>> &analyses,
                       QObject *parent)
    : QObject(parent), m_session(session)
{
    for (const auto &analysis : analyses) {
        CheckedUser user;
        user.analysis = analysis;
        outline(user, m_resetOptions);
        m_users.append(user);
    }
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &ResetCheck::check);
}

void ResetCheck::setOptions(const ResetOptions &reset, const RunOptions &run)
{
    m_resetOptions = reset;
    m_runOptions = run;
    for (CheckedUser &user : m_users)
        outline(user, reset);
    Q_EMIT updated();
    check();
}

void ResetCheck::stop()
{
    m_isStopped = true;
    m_timer.stop();
    ++m_generation;
}

void ResetCheck::check()
{
    if (m_isStopped)
        return;
    const quint64 generation = ++m_generation;
    m_timer.stop();
    m_session->readers()->start<QList<CheckedUser>>(
        this,
        [users = m_users, reset = m_resetOptions, run = m_runOptions,
         host = m_session->host()](const Task &task) {
            QList<CheckedUser> checked;
            for (const CheckedUser &user : users) {
                if (!task.stopRequested())
                    checked.append(checkUser(user, *host, reset, run, task));
            }
            return checked;
        },
        [this, generation](const QList<CheckedUser> &checked) {
            if (generation != m_generation || checked.size() != m_users.size())
                return;
            m_users = checked;
            m_timer.start();
            Q_EMIT updated();
        });
}

} // namespace SyncAdmin::Desktop
