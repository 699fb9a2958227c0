#pragma once

#include "base/settings.h"
#include "flows/flows.h"
#include "session/session.h"
#include "views/detailspanel.h"
#include "window/actions.h"

#include <QMainWindow>

class QLineEdit;
class QStackedWidget;

namespace SyncAdmin::Desktop {

class FilterBox;
class PointsPane;
class ReportFlow;
class RootMenu;
class RootNotice;
class RootOpener;
class UserActions;
class UserPage;

// The window of one data root: menus, toolbar, notices, and the page of users or restore points.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Settings *settings);
    ~MainWindow() override;

    void openRoot(const QByteArray &path,
                  const std::shared_ptr<SystemCalls> &calls = SystemCalls::kernel());
    void openDemo();

    Session *session() { return &m_session; }
    Flows *flows() { return m_flows; }
    Points *points() { return m_flows->points(); }
    Operations *operations() { return m_flows->run()->operations(); }
    UserPage *page() { return m_users; }
    PointsPane *pointsPage() { return m_pointsPage; }
    NoticeBar *resultBar() { return m_result; }
    NoticeBar *messageBar() { return m_message; }
    NoticeBar *rootBar();
    Actions &actions() { return m_actions; }
    QLineEdit *filter();
    RootMenu *rootMenu();

Q_SIGNALS:
    // The last signal of the window. `isClean` is false where a reader never returned.
    void closed(bool isClean);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makeMenus();
    void makeToolBar();
    void makeCentre();
    void connectSession();
    void connectPages();
    void connectActions();

    void showOpenedRoot();
    void showDetails(DetailsPanel::Tab tab);
    void showPage();
    void showReport(const QString &title, const QString &text);
    void copyReport();
    void updateActions();
    void restoreState();
    void saveState();
    QList<Pane *> panes() const;

    Settings *m_settings;
    Session m_session;
    Actions m_actions;
    NoticeBar *m_result;  // operations: their progress and their results
    NoticeBar *m_message; // neither the state of the root nor an operation
    RootNotice *m_rootNotice;
    Flows *m_flows;
    ReportFlow *m_reports;
    RootOpener *m_opener;
    UserPage *m_users;
    UserActions *m_userActions;
    PointsPane *m_pointsPage;
    FilterBox *m_filter;
    QStackedWidget *m_stack;
};

} // namespace SyncAdmin::Desktop
