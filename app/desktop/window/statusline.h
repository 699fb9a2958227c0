#pragma once

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QPushButton;

namespace SyncAdmin::Desktop {

class Session;

// The status bar of the window: totals of the data root, and the progress of the analysis.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(Session *session, QWidget *parent = nullptr);

private:
    void updateTotals();
    void showProgress(qsizetype done, qsizetype total);
    void showStopping(const QStringList &names);

    Session *m_session;
    QLabel *m_totals;
    QLabel *m_progressText;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
};

} // namespace SyncAdmin::Desktop
