#include "session/resetcheck.h"

#include "operations/resetplanner.h"
#include "session/session.h"

#include "engine/changecause.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr int interval = 700; // ms between two checks

void setPlan(CheckedUser &user, Result<ResetPlan> plan)
{
    if (plan) {
        user.plan = std::move(*plan);
    } else {
        user.plan = {};
        user.plan.user = user.analysis->user;
        user.obstacle = plan.error();
    }
}

// Queries the container engines, which takes a while: only where other processes have the files
// open than at the last check.
void findServers(CheckedUser &user, const Task &task)
{
    QList<qint64> holders;
    for (const Holder &holder : user.isBusy() ? user.inUse->holders : QList<Holder>())
        holders.append(holder.pid);
    if (holders == user.holders)
        return;
    user.holders = holders;
    user.servers = holders.isEmpty() ? QList<ServerHandle>()
                                     : serversOf(*user.inUse, task).value_or(QList<ServerHandle>());
}

CheckedUser checkUser(CheckedUser user, const ResetOptions &reset,
                      const ExecutionOptions &execution, const AnalysisOptions &analysis,
                      const Task &task)
{
    user.obstacle.reset();
    user.inUse.reset();
    user.isChecked = true;
    if (!isUnchanged(*user.analysis)) {
        auto again = analyse(user.analysis->user, analysis, {{}, task.stop});
        if (!again) {
            user.obstacle = causeOfChange(again.error(), user.analysis->user);
            return user;
        }
        user.analysis = std::make_shared<const UserAnalysis>(std::move(*again));
        user.hasChanged = true;
    }
    setPlan(user, planReset(*user.analysis, reset, task));
    if (user.obstacle || user.plan.steps.isEmpty())
        return user;
    if (const auto checked = checkExecutable(user.plan, execution, &user.inUse); !checked)
        user.obstacle = checked.error();
    findServers(user, task);
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
        setPlan(user, outlineReset(*analysis, m_resetOptions));
        m_users.append(user);
    }
    m_timer.setSingleShot(true);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &ResetCheck::check);
}

void ResetCheck::setOptions(const ResetOptions &reset, const ExecutionOptions &execution)
{
    m_resetOptions = reset;
    m_executionOptions = execution;
    for (CheckedUser &user : m_users) {
        setPlan(user, outlineReset(*user.analysis, reset));
        user.isChecked = false;
    }
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
        [users = m_users, reset = m_resetOptions, execution = m_executionOptions,
         analysis = m_session->analysisOptions()](const Task &task) {
            QList<CheckedUser> checked;
            for (const CheckedUser &user : users) {
                if (!task.stopRequested())
                    checked.append(checkUser(user, reset, execution, analysis, task));
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
