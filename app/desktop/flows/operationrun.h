#pragma once

#include "session/activity.h"
#include "session/operations.h"

#include <QObject>
#include <QTimer>

namespace SyncAdmin::Desktop {

class NoticeBar;
class Session;
class Settings;

// Runs confirmed operations, one run at a time, and shows their progress and their results.
class OperationRun : public QObject
{
    Q_OBJECT

public:
    struct Bars
    {
        NoticeBar *result;  // progress and results of operations
        NoticeBar *message; // anything else, which must not replace a result or its Undo
    };
    OperationRun(Session *session, Settings *settings, Bars bars, QWidget *window);

    Operations *operations() { return &m_operations; }
    Activity &activity() { return m_activity; }

    void start(const QList<Operation> &operations, const RunOptions &options = {});
    // Whether operations run, which is then also shown as an error.
    bool refuseWhileRunning();
    // Shows the text as an error; nothing where it is empty.
    void showError(const QString &text);
    // While operations run: asks whether to stop them, and calls `close` when they have ended.
    void askToClose(const std::function<void()> &close);

Q_SIGNALS:
    void activityChanged();
    void undoRequested(const QByteArrayList &pointIds);
    void reportRequested(const QString &title, const QString &text);
    void ended();

private:
    void showStart(const QString &subject, qsizetype number, qsizetype total);
    void showProgress(const Progress &value);
    void addStopButtons();
    void showStopping(const QString &step);
    void showReport(const RunReport &report);
    void showSummary(const RunReport &report);
    void offerUndo(const QList<OperationResult> &results);
    void offerMessage(const QList<OperationResult> &results);
    void offerReport(const RunReport &report);

    Settings *m_settings;
    NoticeBar *m_bar;
    NoticeBar *m_message;
    QWidget *m_window;
    Operations m_operations;
    Activity m_activity;
    QTimer m_progressTimer; // runs until progress is shown
    QString m_subject;      // of the operation that runs
    QString m_step;         // of that operation
    bool m_isProgressShown = false;
    bool m_isStopping = false;
    std::function<void()> m_close; // set while the window waits to be closed
};

} // namespace SyncAdmin::Desktop
