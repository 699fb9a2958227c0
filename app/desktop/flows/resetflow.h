#pragma once

#include "models/userrow.h"
#include "session/activity.h"
#include "session/operations.h"
#include "session/points.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace SyncAdmin::Desktop {

class NoticeBar;
class Session;
class Settings;

// From an action that changes data to its result bar: dialogs, the run with its progress, undo.
// Actions hand over copies of their targets; nothing here looks at a selection.
class ResetFlow : public QObject
{
    Q_OBJECT

public:
    struct Bars
    {
        NoticeBar *result;  // the operations' progress, and what became of them
        NoticeBar *message; // anything else, which must not take a result or its Undo away
    };
    ResetFlow(Session *session, Settings *settings, Bars bars, QWidget *window);

    bool isWritable() const; // whether anything can be changed in the open root
    Points *points() { return &m_points; }
    Operations *operations() { return &m_operations; }
    Activity &activity() { return m_activity; }

    void reset(const QList<UserRow> &users);
    // The newest complete restore points of these users.
    void restoreUsers(const QList<UserFolder> &users);
    void restore(const QList<FoundPoint> &points);
    void purge(const QList<FoundPoint> &points);
    void recover(const FoundPoint &point);
    // Starts the servers that an interrupted operation has left stopped.
    void startServers(const QList<ServerRecovery> &left);
    // Signs the user's devices out.
    void revoke(const UserFolder &user);
    void undo(const QStringList &pointIds);
    // Says what could not be done; an empty text says nothing.
    void fail(const QString &text);
    // Whether something runs, and says so.
    bool mustWait();
    // While something runs: asks whether to stop it, and calls when it has ended.
    void askToClose(const std::function<void()> &close);

Q_SIGNALS:
    void activityChanged();
    void reportRequested(const QString &title, const QString &text);
    void ended(); // the focus may go back to the table

private:
    using Restores = QList<Result<OperationRequest>>;

    void run(const QList<OperationRequest> &requests, const QList<ServerHandle> &servers = {});
    void planRestores(const QList<FoundPoint> &points,
                      const std::function<void(const Restores &)> &done);
    void confirmRestore(const QList<OperationRequest> &requests);
    void showProgress(const Progress &value);
    void tellStopping(const QString &step);
    void showResults(const QList<OperationResult> &results);
    void offerMessage(const QList<OperationResult> &results);
    void markInterrupted();
    void announceInterrupted();
    void announceStopped();

    Session *m_session;
    Settings *m_settings;
    NoticeBar *m_bar;
    NoticeBar *m_message;
    QWidget *m_window;
    Operations m_operations;
    Points m_points;
    Activity m_activity;
    QTimer m_progressTimer;    // progress appears only after a second
    QSet<QString> m_announced; // interrupted points and stopped servers of this root
    QString m_announcement;    // what m_message says of one of them
    QString m_running;
    QString m_step; // what runs now
    bool m_isProgressShown = false;
    bool m_isStopping = false;
    std::function<void()> m_close;
};

} // namespace SyncAdmin::Desktop
