#pragma once

#include "agent/host.h"
#include "session/job.h"

#include <QTimer>

#include <memory>

namespace SyncAdmin::Desktop {

class Session;

// A user in a reset dialog, as of the last check.
struct CheckedUser
{
    std::shared_ptr<const UserAnalysis> analysis;
    ResetPlan plan;
    std::optional<Operation> operation; // with that plan, once it was made for execution
    std::optional<Error> obstacle;      // why the reset would be refused
    std::optional<InUse> inUse;
    // Of isBusy(): the servers that hold the files, if all of them can be stopped and started.
    QList<ServerHandle> servers;
    QList<qint64> holders;   // the processes that `servers` was determined for
    bool isChecked = false;  // the first check is done
    bool hasChanged = false; // since the dialog was opened; the plan was made again

    bool isBusy() const { return inUse && inUse->state == InUse::State::Busy; }
    bool isUnknown() const { return inUse && inUse->state == InUse::State::Unknown; }
    bool canStopServer() const
    {
        return isBusy() && !servers.isEmpty() && obstacle && obstacle->code == Error::Code::InUse;
    }
    // `stopsServer`: whether the servers are to be stopped for the reset.
    bool isReady(bool stopsServer) const
    {
        return isChecked && operation && (!obstacle || (stopsServer && canStopServer())) &&
               !plan.steps.isEmpty();
    }
};

// Checks the users in a reset dialog repeatedly: who has their files open, whether they have
// changed, and what else prevents the reset. Stops when destroyed.
class ResetCheck : public QObject
{
    Q_OBJECT

public:
    ResetCheck(Session *session, const QList<std::shared_ptr<const UserAnalysis>> &analyses,
               QObject *parent);

    void setOptions(const ResetOptions &reset, const RunOptions &run);
    const QList<CheckedUser> &users() const { return m_users; }
    const ResetOptions &resetOptions() const { return m_resetOptions; }
    const RunOptions &runOptions() const { return m_runOptions; }
    void start() { check(); }
    void stop();

Q_SIGNALS:
    void updated();

private:
    void check();

    Session *m_session;
    QList<CheckedUser> m_users;
    ResetOptions m_resetOptions;
    RunOptions m_runOptions;
    QTimer m_timer;
    quint64 m_generation = 0;
    bool m_isStopped = false;
};

} // namespace SyncAdmin::Desktop
