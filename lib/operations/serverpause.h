#pragma once

#include "engine/execution.h"
#include "operations/pausereport.h"
#include "store/auditlog.h"
#include "store/serverrecord.h"

#include <chrono>

namespace SyncAdmin {

struct PauseOptions
{
    QString operation = QStringLiteral("reset"); // what for
    QString commandLine;                         // for record and audit log
    std::chrono::milliseconds stopLimit = usualStopLimit;
    std::chrono::milliseconds startLimit = usualStartLimit;
    std::chrono::milliseconds readyLimit = usualReadyLimit;
    std::chrono::milliseconds watch = usualWatch;
};

// Keeps servers stopped while something is done to their files: begin(), the operation, end().
// Before a server is told to stop, the store knows that it is to be started again
// (planServerRecovery()). Any thread, one at a time for a store.
class ServerPause
{
public:
    ServerPause(RestorePointStore store, const QList<ServerHandle> &servers, PauseOptions options);
    ~ServerPause(); // starts what end() has not
    Q_DISABLE_COPY_MOVE(ServerPause)

    // Stops those that run and watches that they stay so. On an error the operation must not be
    // done: Busy and Interrupted before anything was touched, InUse for a server that is brought
    // back, Cancelled, else why it does not stop. The task is asked between the servers; a stop
    // that has begun is waited for, so that what is started again has really ended.
    Result<> begin(const Task &task);

    // The same options, with which an operation also finds its files in use once one of the servers
    // has been started by somebody else.
    ExecutionOptions guarded(ExecutionOptions options) const;

    // Starts again what was stopped, whatever became of the operation, and watches that it keeps
    // running until it is ready. The task is told how long that takes; no stop request is heard.
    const PauseReport &end(const Task &task = {});
    const PauseReport &report() const { return m_report; }

private:
    Result<> lock();
    Result<> look(const Task &task);
    Result<> writeRecord();
    Result<> stopAll(const Task &task);
    Result<> watchAll(const Task &task);
    bool isAsBefore(qsizetype index) const;
    void startAgain(qsizetype index, const Task &task);
    void noteWhatIsLeft();

    RestorePointStore m_store;
    PauseOptions m_options;
    ServerRecord m_record;
    PauseReport m_report;
    QStringList m_before;                                 // the servers' words for their state
    QList<std::chrono::steady_clock::time_point> m_since; // when each server was told to stop
    std::optional<ServerRecordFile> m_file;
    bool m_hasRecord = false; // one of ours
    bool m_ended = false;
};

// The line of the audit log that the stopping ("stop-server") or the later start ("start-server")
// of servers begins with.
AuditEntry serverAudit(const QString &operation, const PauseReport &report,
                       const QString &commandLine);
// The one that it ends with.
AuditEntry finishedServerAudit(const QString &operation, const PauseReport &report,
                               const QString &commandLine);

} // namespace SyncAdmin
