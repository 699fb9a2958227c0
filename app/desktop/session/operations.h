#pragma once

#include "engine/execution.h"
#include "engine/purge.h"
#include "engine/recover.h"
#include "operations/restore.h"
#include "operations/serverrecovery.h"
#include "session/inhibitor.h"
#include "session/job.h"
#include "store/restorepointstore.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>

namespace SyncAdmin::Desktop {

class Session;

// Something that changes data, confirmed already. A value: everything that it needs is in it.
struct OperationRequest
{
    enum class Kind { Reset, Restore, Purge, Recover, Revoke, StartServer };

    Kind kind = Kind::Reset;
    ResetPlan plan; // of Reset, Restore and Revoke
    std::optional<RecoveryPlan> recovery;
    std::optional<FoundPoint> point; // of Purge
    ExecutionOptions options;        // of the same
    RecoveryOptions recoveryOptions;
    std::optional<ServerRecovery> left; // of StartServer
    QByteArray dataRoot;                // for the command that undoes it

    QString subject() const; // the user's name, the point's id or the server, as it is shown
    bool hasUser() const { return kind != Kind::Purge && kind != Kind::StartServer; }
    UserFolder user() const;
};

struct OperationResult
{
    OperationRequest request;
    ResetReport report; // not of Purge and StartServer
    PurgeReport purge;
    PauseReport servers;         // of StartServer
    std::optional<Error> failed; // of StartServer: nothing was begun
    QDateTime time;

    enum class End { Done, Cancelled, Failed };
    End end() const;
    QString summary() const; // one sentence in the user's language
    QString text() const;    // the whole report
    bool canUndo() const;
    // What the user is to be told of it; empty where that is nothing.
    QString message() const;
};

// In the user's language: how long the server was down, or that it does not run.
struct PauseSummary
{
    QString text; // empty where no server was stopped
    bool hasFailed = false;
};
PauseSummary summaryOf(const PauseReport &report);
// The whole report of a run, with what became of its servers around that of its operations.
QString reportOf(const PauseReport &report, const QByteArray &dataRoot, const QString &operations);

// Runs what changes data, one thing after the other, on a thread of its own. While something runs
// the session begins no analysis; afterwards the users concerned are analysed again.
class Operations : public QObject
{
    Q_OBJECT

public:
    explicit Operations(Session *session, QObject *parent = nullptr);
    ~Operations() override;

    // False while others run. These servers are stopped once for all of them, and started again
    // whatever becomes of them.
    bool run(const QList<OperationRequest> &requests, const QList<ServerHandle> &servers = {});
    // What became of the servers of the latest run.
    const PauseReport &pauseReport() const { return m_pauseReport; }
    bool isRunning() const { return m_isRunning; }
    bool isPurging() const { return m_isPurging; } // which is stopped, and not put back
    qsizetype total() const { return m_total; }
    qsizetype ended() const { return m_results.size(); } // of these
    // In the user's language: what runs, and what becomes of it and of the others of this run when
    // it is stopped now.
    QString stoppingText() const;
    // Ends the current one at its next safe point, which puts it back, and begins no other.
    void stop();
    // Lets the current one finish and begins no other.
    void stopAfterCurrent() { m_requests.clear(); }

Q_SIGNALS:
    // `number` counts from 1.
    void started(const QString &subject, qsizetype number, qsizetype total);
    void progressed(const SyncAdmin::Progress &value);
    void oneFinished(const SyncAdmin::Desktop::OperationResult &result);
    // When all users concerned have been analysed again, or after some seconds without.
    void finished(const QList<SyncAdmin::Desktop::OperationResult> &results);

private:
    void stopServers(const QList<ServerHandle> &servers);
    void next();
    void startServers();
    void refuseAll(const Error &error);
    void finish();
    void report();

    Session *m_session;
    Jobs m_jobs;
    Inhibitor m_inhibitor;
    QList<OperationRequest> m_requests;
    QList<OperationResult> m_results;
    std::shared_ptr<ServerPause> m_pause; // while servers are stopped
    PauseReport m_pauseReport;
    std::optional<OperationRequest> m_current; // none while servers are stopped or started
    QTimer m_seeTimer;                         // for at most that long
    QSet<QString> m_toSee; // paths of users to be analysed before the end is told
    Job *m_job = nullptr;
    qsizetype m_total = 0;
    bool m_isRunning = false;
    bool m_isPurging = false;
};

} // namespace SyncAdmin::Desktop
