#include "window/mainwindow.h"

#include "base/displayname.h"
#include "base/taborder.h"
#include "dialogs/aboutdialog.h"
#include "dialogs/reportdialog.h"
#include "flows/reportflow.h"
#include "views/activitypane.h"
#include "views/emptystate.h"
#include "views/pointspane.h"
#include "views/tableview.h"
#include "window/filterbox.h"
#include "window/rootmenu.h"
#include "window/rootnotice.h"
#include "window/rootopener.h"
#include "window/statusline.h"
#include "window/useractions.h"
#include "window/userpage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <unistd.h>

namespace SyncAdmin::Desktop {

MainWindow::MainWindow(Settings *settings)
    : m_settings(settings), m_actions(this), m_result(new NoticeBar(this)),
      m_message(new NoticeBar(this)), m_rootNotice(new RootNotice(&m_session, this)),
      m_flows(new Flows(&m_session, settings, {m_result, m_message}, this)),
      m_reports(new ReportFlow(&m_session, m_message, this)),
      m_opener(new RootOpener(&m_session, settings, this)),
      m_users(new UserPage(&m_session, m_flows, this)),
      m_userActions(new UserActions(&m_session, m_flows, m_users, &m_actions)),
      m_pointsPage(new PointsPane(QStringLiteral("points"), points(), &m_session, this)),
      m_filter(new FilterBox(m_users->proxy(), this)), m_stack(new QStackedWidget(this))
{
    setWindowTitle(tr("Anki Sync Admin"));
    makeMenus();
    makeToolBar();
    makeCentre();
    setStatusBar(new StatusLine(&m_session, this));
    connectSession();
    connectPages();
    connectActions();
    restoreState();
    updateActions();
    orderTabs(this);
}

MainWindow::~MainWindow() = default;

NoticeBar *MainWindow::rootBar()
{
    return m_rootNotice;
}

QLineEdit *MainWindow::filter()
{
    return m_filter->field();
}

RootMenu *MainWindow::rootMenu()
{
    return m_opener->menu();
}

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(m_actions.open);
    file->addMenu(m_opener->menu());
    file->addAction(m_actions.demo);
    file->addSeparator();
    file->addAction(m_actions.saveReport);
    file->addSeparator();
    file->addAction(m_actions.quit);
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addActions({m_actions.refresh, m_actions.findUser, m_actions.cancelAnalysis});
    view->addSeparator();
    view->addActions({m_actions.restorePoints, m_actions.showActivity});
    QMenu *columns = view->addMenu(tr("&Columns"));
    connect(columns, &QMenu::aboutToShow, this,
            [this, columns] { m_users->view()->fillColumnMenu(columns); });
    QMenu *details = view->addMenu(tr("&Details"));
    const QStringList titles = DetailsPanel::tabTitles();
    for (int i = 0; i < titles.size(); ++i) {
        const auto tab = static_cast<DetailsPanel::Tab>(i);
        QAction *action = details->addAction(titles.at(i));
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(action, &QAction::triggered, this, [this, tab] { showDetails(tab); });
    }
    QMenu *user = menuBar()->addMenu(tr("&User"));
    user->addActions({m_actions.dryRun, m_actions.copyReport});
    user->addSeparator();
    user->addActions({m_actions.reset, m_actions.restore, m_actions.signOut});
    user->addSeparator();
    user->addAction(m_actions.alwaysTypeName);
    connect(m_users->view(), &QWidget::customContextMenuRequested, this,
            [this, user](const QPoint &at) {
                user->popup(m_users->view()->viewport()->mapToGlobal(at));
            });
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_actions.about, m_actions.aboutQt});
}

void MainWindow::makeToolBar()
{
    QToolBar *bar = addToolBar(tr("Toolbar"));
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addAction(m_actions.open);
    if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(m_actions.open))) {
        button->setMenu(m_opener->menu());
        button->setPopupMode(QToolButton::MenuButtonPopup);
    }
    bar->addAction(m_actions.refresh);
    bar->addSeparator();
    bar->addAction(m_actions.dryRun);
    bar->addAction(m_actions.reset);
    bar->addAction(m_actions.restorePoints);
    auto *space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addWidget(m_filter);
}

void MainWindow::makeCentre()
{
    m_stack->addWidget(m_opener->emptyState());
    m_stack->addWidget(m_users);
    m_stack->addWidget(m_pointsPage);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(6, 6, 6, 0);
    layout->setSpacing(4);
    if (::geteuid() == 0) {
        auto *notice =
            new QLabel(tr("Running as root: the data of every user can be changed."), centre);
        notice->setTextFormat(Qt::PlainText);
        notice->setContentsMargins(4, 0, 0, 0);
        layout->addWidget(notice);
    }
    layout->addWidget(m_rootNotice);
    layout->addWidget(m_message);
    layout->addWidget(m_result);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::opened, this, &MainWindow::showOpenedRoot);
    connect(&m_session, &Session::refreshed, this, &MainWindow::updateActions);
    connect(&m_session, &Session::analysisProgressed, this,
            [this] { m_actions.cancelAnalysis->setEnabled(m_session.isAnalysing()); });
    connect(&m_session, &Session::analysisFinished, this, &MainWindow::updateActions);
    connect(m_opener, &RootOpener::failed, this, [this](const QString &why) {
        if (m_session.root() != nullptr)
            m_flows->run()->showError(why);
    });
}

void MainWindow::connectPages()
{
    m_flows->connectPane(m_pointsPage);
    connect(m_rootNotice, &RootNotice::openRequested, m_opener, &RootOpener::choose);
    connect(m_rootNotice, &RootNotice::problemsRequested, m_filter, &FilterBox::showOnlyProblems);
    connect(m_users, &UserPage::clearFilterRequested, m_filter->field(), &QLineEdit::clear);
    connect(m_users->activity(), &ActivityPane::reportRequested, this, &MainWindow::showReport);
    connect(m_users->activity(), &ActivityPane::saveRequested, m_reports, &ReportFlow::saveText);
    connect(m_flows->run(), &OperationRun::reportRequested, this, &MainWindow::showReport);
    connect(m_flows->run(), &OperationRun::ended, this, [this] { m_users->view()->setFocus(); });
}

void MainWindow::connectActions()
{
    connect(m_actions.open, &QAction::triggered, m_opener, &RootOpener::choose);
    connect(m_actions.demo, &QAction::triggered, this, &MainWindow::openDemo);
    connect(m_actions.refresh, &QAction::triggered, &m_session, &Session::refresh);
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.cancelAnalysis, &QAction::triggered, &m_session, &Session::cancelAnalysis);
    connect(m_actions.saveReport, &QAction::triggered, this,
            [this] { m_reports->save(m_users->selectedRows()); });
    connect(m_actions.findUser, &QAction::triggered, this, [this] {
        m_actions.restorePoints->setChecked(false);
        m_filter->startTyping();
    });
    connect(m_actions.dryRun, &QAction::triggered, this,
            [this] { showDetails(DetailsPanel::Tab::DryRun); });
    connect(m_actions.copyReport, &QAction::triggered, this, &MainWindow::copyReport);
    connect(m_actions.restorePoints, &QAction::toggled, this, &MainWindow::showPage);
    connect(m_actions.showActivity, &QAction::toggled, m_users->activity(), &QWidget::setVisible);
    connect(m_actions.alwaysTypeName, &QAction::toggled, this,
            [this](bool isOn) { m_settings->setAlwaysTypeName(isOn); });
    connect(m_actions.about, &QAction::triggered, this,
            [this] { (new AboutDialog(this))->open(); });
    connect(m_actions.aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
}

void MainWindow::openRoot(const QByteArray &path, const std::shared_ptr<SystemCalls> &calls)
{
    // The progress, Cancel and Undo of what runs belong to the root that is shown.
    if (!m_flows->run()->refuseWhileRunning())
        m_opener->open(path, calls);
}

void MainWindow::openDemo()
{
    if (!m_flows->run()->refuseWhileRunning())
        m_opener->openDemo();
}

void MainWindow::showOpenedRoot()
{
    setWindowTitle(tr("Anki Sync Admin – %1").arg(displayName(m_session.path())));
    m_message->hide();
    m_result->hide();
    showPage();
    m_users->view()->setFocus();
}

void MainWindow::showDetails(DetailsPanel::Tab tab)
{
    m_actions.restorePoints->setChecked(false);
    m_users->details()->showTab(tab);
}

void MainWindow::showPage()
{
    if (m_session.root() == nullptr)
        return;
    const bool isRestorePoints = m_actions.restorePoints->isChecked();
    m_stack->setCurrentWidget(isRestorePoints ? static_cast<QWidget *>(m_pointsPage) : m_users);
    if (isRestorePoints)
        points()->reload();
    updateActions();
}

void MainWindow::showReport(const QString &title, const QString &text)
{
    auto *dialog = new ReportDialog(title, text, this);
    connect(dialog, &ReportDialog::saveRequested, m_reports, &ReportFlow::saveText);
    dialog->open();
}

void MainWindow::copyReport()
{
    if (m_users->selectedRows().isEmpty())
        m_reports->copyAll();
    else
        m_users->details()->copyReport();
}

void MainWindow::updateActions()
{
    const bool isOpen = m_session.root() != nullptr;
    const bool isUserPage = !m_actions.restorePoints->isChecked();
    for (QAction *action : {m_actions.refresh, m_actions.saveReport, m_actions.copyReport,
                            m_actions.restorePoints, m_actions.findUser})
        action->setEnabled(isOpen);
    m_filter->setEnabled(isOpen && isUserPage);
    m_actions.cancelAnalysis->setEnabled(m_session.isAnalysing());
    m_userActions->setPageShown(isUserPage);
}

QList<Pane *> MainWindow::panes() const
{
    return {m_users, m_pointsPage};
}

void MainWindow::restoreState()
{
    resize(1280, 760);
    restoreGeometry(m_settings->viewState(QStringLiteral("window")));
    for (Pane *pane : panes())
        pane->restoreState(*m_settings);
    m_actions.alwaysTypeName->setChecked(m_settings->alwaysTypeName());
    m_actions.showActivity->setChecked(true);
}

void MainWindow::saveState()
{
    m_settings->setViewState(QStringLiteral("window"), saveGeometry());
    for (const Pane *pane : panes())
        pane->saveState(*m_settings);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (operations()->isRunning()) {
        event->ignore();
        m_flows->run()->askToClose([this] { close(); });
        return;
    }
    saveState();
    event->accept();
    hide();
    Q_EMIT closed(m_session.close());
}

} // namespace SyncAdmin::Desktop
