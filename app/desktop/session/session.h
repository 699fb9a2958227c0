#pragma once

#include "models/usermodel.h"
#include "session/analysisqueue.h"
#include "session/job.h"
#include "session/openedroot.h"
#include "session/watcher.h"

#include <QDateTime>
#include <QTimer>

namespace SyncAdmin::Desktop {

// The open data root: its users, their analyses, and the watch for changes. Owns the threads that
// read; never reads a file on the GUI thread.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // Opens another root in the background. The present one stays until that has succeeded.
    // `calls`: replaced in tests.
    void open(const QByteArray &path,
              const std::shared_ptr<SystemCalls> &calls = SystemCalls::kernel());
    // Lists the users again, and analyses those that are new or have changed.
    void refresh();
    void reanalyse(QList<UserFolder> users);
    void cancelAnalysis();
    // Analyses these users next; paths.
    void preferUsers(const QStringList &paths);
    // While it is paused no analysis starts, so that no descriptor of this program blocks a reset.
    void pauseAnalysis(bool isPaused);
    // Calls `call` when no reader runs, at the latest after 2 s.
    void callWhenIdle(QObject *receiver, const std::function<void()> &call);

    // For data roots that cannot be watched; milliseconds.
    void setPollInterval(int interval) { m_pollTimer.setInterval(interval); }

    // False where a reader did not return in time. The process must then exit without joining it.
    bool close(int milliseconds = 2000);

    UserModel *users() { return &m_users; }
    Jobs *readers() { return &m_readers; }
    const OpenedRoot *root() const { return m_root ? &*m_root : nullptr; }
    // Whether anything can be changed in the open root.
    bool isWritable() const { return m_root && m_root->writeObstacle.isEmpty(); }
    const QByteArray &path() const { return m_path; } // as it was given
    bool isLost() const { return m_isLost; }          // at the latest read
    // Whether a read of a root has not returned yet.
    bool isAwaited() const { return m_opening.isAwaited() || m_refreshing.isAwaited(); }
    const QDateTime &lastRead() const { return m_lastRead; }
    bool isAnalysing() const { return m_pending > 0 || m_toAnalyse; }
    // The users that are being analysed, to be shown.
    QStringList runningNames() const { return m_queue->running(); }
    // The host that has the present root open, for other threads.
    std::shared_ptr<LocalHost> host() const { return m_root ? m_root->host : nullptr; }

Q_SIGNALS:
    void opened();
    void openFailed(const QByteArray &path, const SyncAdmin::Error &error);
    // The root at this path, the present one or another, has not answered for 3 s.
    void openIsSlow(const QByteArray &path);
    void refreshed();
    void lost(const SyncAdmin::Error &error); // the present root can no longer be read
    void storeChanged();                      // restore points were added or removed
    void analysisProgressed(qsizetype done, qsizetype total);
    // The analysis was cancelled; these users are still being read.
    void analysisStopping(const QStringList &names);
    void analysisFinished();
    void usersAnalysed(const QStringList &paths);

private:
    void readRoot(const QByteArray &path, const std::shared_ptr<SystemCalls> &calls,
                  bool isRefresh);
    void rootOpened(const QByteArray &path, OpenedRoot opened);
    void rootRefreshed(OpenedRoot opened);
    void analyse(QList<AnalysisQueue::Item> items);
    void startRunners();
    void collect();
    void updateHolders();
    void watch();
    void usersChanged(const QStringList &paths);

    UserModel m_users;
    Jobs m_readers;
    std::shared_ptr<AnalysisQueue> m_queue;
    std::optional<OpenedRoot> m_root;
    std::shared_ptr<SystemCalls> m_calls;
    QByteArray m_path;
    struct Reads
    {
        quint64 requested = 0; // the latest
        quint64 answered = 0;  // the latest one that was answered or given up
        bool isAwaited() const { return answered != requested; }
    };
    Reads m_opening;    // another root, which may never answer
    Reads m_refreshing; // the present root
    bool m_isLost = false;
    bool m_isRefreshWanted = false; // again, after the read that runs
    QDateTime m_lastRead;
    bool m_isPaused = false;
    bool m_isFindingHolders = false;
    int m_runners = 0;
    // The users of a root that was just opened, until they are queued.
    std::optional<QList<UserFolder>> m_toAnalyse;
    qsizetype m_pending = 0;
    qsizetype m_total = 0;
    QTimer m_collectTimer;
    QTimer m_holderTimer;
    QTimer m_pollTimer; // for data roots that cannot be watched
    Watcher m_watcher;
};

} // namespace SyncAdmin::Desktop
