#pragma once

#include "agent/host.h"
#include "session/inhibitor.h"
#include "session/job.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <atomic>
#include <memory>

namespace SyncAdmin::Desktop {

class Session;

// Runs operations one after the other, on a thread of their own. Meanwhile the session starts no
// analysis; afterwards the users concerned are analysed again.
class Operations : public QObject
{
    Q_OBJECT

public:
    explicit Operations(Session *session, QObject *parent = nullptr);
    ~Operations() override;

    // False while others run.
    bool run(const QList<Operation> &operations, RunOptions options = {});
    bool isRunning() const { return m_isRunning; }
    bool isDeletion() const; // which is not rolled back when it is stopped
    qsizetype total() const { return m_operations.size(); }
    qsizetype ended() const { return m_results.size(); }
    const QByteArray &dataRoot() const { return m_dataRoot; } // of the latest run
    // In the user's language: what runs, and what stopping now means for the operations of the run.
    QString stoppingText() const;
    // Stops the current operation at its next safe point and rolls it back; starts no other.
    void stop();
    // Lets the current operation finish; starts no other.
    void stopAfterCurrent();

Q_SIGNALS:
    // `number` counts from 1. `subject` names servers while these are stopped or started.
    void started(const QString &subject, qsizetype number, qsizetype total);
    void progressed(const SyncAdmin::Progress &value);
    void operationFinished(const SyncAdmin::OperationResult &result);
    // When all users concerned have been analysed again, at the latest after 5 s.
    void finished(const SyncAdmin::RunReport &report);

private:
    void launch(const RunOptions &options);
    RunObserver observer(const std::function<void(const Progress &)> &progress,
                         const QList<ServerHandle> &servers);
    void begin(qsizetype index);
    void add(const OperationResult &result);
    void finish(RunReport report);
    void reanalyse();
    void announceEnd();

    Session *m_session;
    Jobs m_jobs;
    Inhibitor m_inhibitor;
    QList<Operation> m_operations; // of the latest run
    QByteArray m_dataRoot;
    QList<OperationResult> m_results;
    RunReport m_report;
    std::optional<qsizetype> m_current;                // none while servers are stopped or started
    std::shared_ptr<std::atomic<bool>> m_mayBeginNext; // read by the thread that runs
    QSet<QString> m_awaited;                           // paths of users that are analysed again
    QTimer m_awaitTimer;                               // limits that
    Job *m_job = nullptr;
    bool m_isRunning = false;
    bool m_isStopRequested = false;
};

} // namespace SyncAdmin::Desktop
