#pragma once

#include "base/settings.h"
#include "session/session.h"
#include "views/detailspanel.h"
#include "window/actions.h"

#include <QMainWindow>

class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace SyncAdmin::Desktop {

class ActivityPane;
class EmptyState;
class NoticeBar;
class PointsPane;
class ReportFlow;
class ResetFlow;
class RootFinder;
class RootMenu;
class UserPage;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Settings *settings);
    ~MainWindow() override;

    void openRoot(const QByteArray &path, const DataRoot::Options &options = {});
    void openDemo();

    Session *session() { return &m_session; }
    UserPage *page() { return m_page; }
    PointsPane *pointsPage() { return m_pointsPage; }
    ResetFlow *flow() { return m_flow; }
    NoticeBar *resultBar() { return m_result; }
    NoticeBar *messageBar() { return m_message; }
    NoticeBar *rootBar() { return m_rootNotice; }
    Actions &actions() { return m_actions; }
    QLineEdit *filter() { return m_filter; }
    RootMenu *rootMenu() { return m_roots; }

Q_SIGNALS:
    // The last that is heard of it. False where a reader never came back.
    void closed(bool isClean);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makeMenus();
    void makeToolBar();
    void makeCentre();
    void makeStatusBar();
    void connectSession();
    void connectActions();

    void chooseRoot();
    void rootOpened();
    void rootFailed(const QByteArray &path, const Error &error);
    void rootSlow(const QByteArray &path);
    void showRootState();
    void showSessions();
    void copyReport();
    void fillRecentRoots();
    void setToggle(int toggle, bool isOn);
    void updateActions();
    void updateStatus();
    void updateProgress(qsizetype done, qsizetype total);
    void tellStopping(const QStringList &names);
    void showPage(bool isRestorePoints);
    void showReport(const QString &title, const QString &text);
    void reset();
    void showDetails(DetailsPanel::Tab tab);
    void restoreState();
    void saveState();

    Settings *m_settings;
    Session m_session;
    Actions m_actions;
    RootFinder *m_finder;
    RootMenu *m_roots = nullptr;
    QMenu *m_userMenu = nullptr;
    QWidget *m_filterBox = nullptr;
    QLineEdit *m_filter = nullptr;
    QToolButton *m_problemsToggle = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_vertical = nullptr;
    EmptyState *m_empty = nullptr;
    UserPage *m_page = nullptr;
    NoticeBar *m_rootNotice = nullptr;
    QString m_dismissed;            // what m_rootNotice is not to say again
    NoticeBar *m_message = nullptr; // what is neither the root's state nor an operation's
    NoticeBar *m_result = nullptr;  // operations: their progress, and what became of them
    ResetFlow *m_flow = nullptr;
    ReportFlow *m_reports = nullptr;
    PointsPane *m_pointsPage = nullptr;
    PointsPane *m_userPoints = nullptr;
    ActivityPane *m_activity = nullptr;
    QLabel *m_totals = nullptr;
    QLabel *m_rootUser = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace SyncAdmin::Desktop
