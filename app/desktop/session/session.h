#pragma once

#include "models/usermodel.h"
#include "session/analysisqueue.h"
#include "session/job.h"
#include "session/openedroot.h"
#include "session/watcher.h"

#include <QDateTime>
#include <QTimer>

namespace SyncAdmin::Desktop {

// One open data root and everything that goes on with it. Owns the threads that read; nothing here
// touches the disk on the GUI thread.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // Opens another root in the background; the one that is shown stays until that has worked.
    void open(const QByteArray &path, const DataRoot::Options &options = {});
    // Lists the users again and analyses what is new or has changed.
    void refresh();
    void reanalyse(QList<UserFolder> users);
    void cancelAnalysis();
    // These users' figures come next; paths.
    void preferUsers(const QStringList &paths);
    // Begins no further analysis, so that no descriptor of this program is in the way of a reset.
    void holdBack(bool isHeldBack);
    // Calls when no reader is running any more, or after 2 s.
    void whenQuiet(QObject *receiver, const std::function<void()> &call);

    // Where changes cannot be watched; milliseconds.
    void setPollInterval(int interval) { m_pollTimer.setInterval(interval); }

    // False where a reader never came back: the process is then to leave without it.
    bool close(int milliseconds = 2000);

    UserModel *users() { return &m_users; }
    Jobs *readers() { return &m_readers; }
    const OpenedRoot *root() const { return m_root ? &*m_root : nullptr; }
    // Whether anything can be changed in the open root.
    bool isWritable() const { return m_root && m_root->writeObstacle.isEmpty(); }
    const QByteArray &path() const { return m_path; } // as it was given
    bool isLost() const { return m_isLost; }          // at the latest look
    // A look has not returned yet.
    bool isAwaited() const { return m_opening.isAwaited() || m_refreshing.isAwaited(); }
    const QDateTime &lastLook() const { return m_lastLook; }
    bool isAnalysing() const { return m_pending > 0 || m_beginning; }
    // The users that are being read at the moment, as they are shown.
    QStringList runningNames() const { return m_queue->running(); }
    AnalysisOptions analysisOptions() const;

Q_SIGNALS:
    void opened();
    void openFailed(const QByteArray &path, const SyncAdmin::Error &error);
    // No answer for 3 s, from the root that is shown or from another one.
    void openIsSlow(const QByteArray &path);
    void refreshed();
    void lost(const SyncAdmin::Error &error); // the root that is shown is gone
    void storeChanged();                      // a restore point has come or gone
    void analysisProgressed(qsizetype done, qsizetype total);
    // Cancelled; these users are still being read.
    void analysisStopping(const QStringList &names);
    void analysisFinished();
    void usersAnalysed(const QStringList &paths);

private:
    void look(const QByteArray &path, const DataRoot::Options &options, bool isRefresh);
    void rootOpened(const QByteArray &path, OpenedRoot opened);
    void rootRefreshed(OpenedRoot opened);
    void analyse(QList<AnalysisQueue::Item> items);
    void startRunners();
    void collect();
    void lookForHolders();
    void watch();
    void usersChanged(const QStringList &paths);

    UserModel m_users;
    Jobs m_readers;
    std::shared_ptr<AnalysisQueue> m_queue;
    std::optional<OpenedRoot> m_root;
    DataRoot::Options m_options;
    QByteArray m_path;
    struct Looks
    {
        quint64 asked = 0;    // the latest
        quint64 answered = 0; // the latest that has been answered, or is not waited for any more
        bool isAwaited() const { return answered != asked; }
    };
    Looks m_opening;    // another root, which may never answer
    Looks m_refreshing; // the one that is shown
    bool m_isLost = false;
    bool m_isRefreshWanted = false; // once more, for the one that runs began before
    QDateTime m_lastLook;
    bool m_isHeldBack = false;
    bool m_isLooking = false;
    int m_runners = 0;
    // Of a root that was just opened: not yet given to the queue.
    std::optional<QList<UserFolder>> m_beginning;
    qsizetype m_pending = 0;
    qsizetype m_total = 0;
    QTimer m_collectTimer;
    QTimer m_holderTimer;
    QTimer m_pollTimer; // where changes cannot be watched
    Watcher m_watcher;
};

} // namespace SyncAdmin::Desktop
