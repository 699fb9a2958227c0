#include "window/mainwindow.h"

#include "flows/resetflow.h"
#include "models/userproxy.h"
#include "views/activitypane.h"
#include "views/detailspanel.h"
#include "views/emptystate.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tablepane.h"
#include "views/tableview.h"
#include "window/rootmenu.h"
#include "window/userpage.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <unistd.h>

// How the main window is put together; what it does is in mainwindow.cpp.

namespace SyncAdmin::Desktop {

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(m_actions.open);
    m_roots = new RootMenu(tr("Found and &recent"), m_finder, this);
    file->addMenu(m_roots);
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
            [this, columns] { m_page->view()->fillColumnMenu(columns); });
    QMenu *details = view->addMenu(tr("&Details"));
    const QStringList titles = DetailsPanel::tabTitles();
    for (int i = 0; i < titles.size(); ++i) {
        const auto tab = static_cast<DetailsPanel::Tab>(i);
        QAction *action = details->addAction(titles.at(i));
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(action, &QAction::triggered, this, [this, tab] { showDetails(tab); });
    }
    m_userMenu = menuBar()->addMenu(tr("&User"));
    m_userMenu->addActions({m_actions.dryRun, m_actions.copyReport});
    m_userMenu->addSeparator();
    m_userMenu->addActions({m_actions.reset, m_actions.restore, m_actions.revoke});
    m_userMenu->addSeparator();
    m_userMenu->addAction(m_actions.alwaysTypeName);
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
        button->setMenu(m_roots);
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
    m_filterBox = new QWidget;
    auto *filterLayout = new QHBoxLayout(m_filterBox);
    filterLayout->setContentsMargins(0, 0, 4, 0);
    struct Toggle
    {
        QString text;
        QString toolTip;
        UserProxy::Toggle toggle;
    };
    for (const Toggle &each :
         {Toggle{tr("problem&s"), tr("Show only users with problems"), UserProxy::Problems},
          Toggle{tr("&in use"), tr("Show only users whose files are in use"), UserProxy::InUse},
          Toggle{tr("&test users"), tr("Show only users whose names look like tests"),
                 UserProxy::TestUsers}}) {
        auto *button = new QToolButton;
        button->setText(each.text);
        button->setToolTip(each.toolTip);
        button->setAccessibleName(each.toolTip);
        button->setCheckable(true);
        button->setAutoRaise(false);
        button->setFocusPolicy(Qt::StrongFocus);
        filterLayout->addWidget(button);
        if (each.toggle == UserProxy::Problems)
            m_problemsToggle = button;
        connect(button, &QToolButton::toggled, this,
                [this, toggle = each.toggle](bool isOn) { setToggle(toggle, isOn); });
    }
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter users (Ctrl+F)"));
    m_filter->setAccessibleName(tr("Filter users"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    filterLayout->addWidget(m_filter);
    bar->addWidget(m_filterBox);
}

void MainWindow::makeCentre()
{
    m_rootNotice = new NoticeBar(this);
    m_message = new NoticeBar(this);
    m_result = new NoticeBar(this);
    m_flow = new ResetFlow(&m_session, m_settings, {m_result, m_message}, this);
    m_page = new UserPage(&m_session, this);
    m_userPoints = new PointsPane(QStringLiteral("user-points"), m_flow->points(), &m_session);
    m_page->details()->setRestorePointsPane(m_userPoints);
    m_pointsPage = new PointsPane(QStringLiteral("points"), m_flow->points(), &m_session, this);
    for (const PointsPane *pane : {m_userPoints, m_pointsPage}) {
        connect(pane, &PointsPane::restoreRequested, m_flow, &ResetFlow::restore);
        connect(pane, &PointsPane::recoverRequested, m_flow, &ResetFlow::recover);
        connect(pane, &PointsPane::purgeRequested, m_flow, &ResetFlow::purge);
    }
    m_activity = new ActivityPane(&m_flow->activity(), m_flow->points(), this);
    connect(m_flow, &ResetFlow::activityChanged, m_activity, &ActivityPane::reload);
    connect(m_activity, &ActivityPane::undoRequested, m_flow,
            [this](const QString &id) { m_flow->undo({id}); });
    m_empty = new EmptyState(this);

    m_vertical = new QSplitter(Qt::Vertical, this);
    m_vertical->addWidget(m_page);
    m_vertical->addWidget(m_activity);
    m_vertical->setStretchFactor(0, 1);
    m_vertical->setCollapsible(0, false);
    const int line = fontMetrics().lineSpacing();
    m_vertical->setSizes({30 * line, 5 * line});
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_vertical);
    m_stack->addWidget(m_pointsPage);

    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(6, 6, 6, 0);
    layout->setSpacing(4);
    if (::geteuid() == 0) {
        auto *notice = new QLabel(tr("Running as root: every user's data can be changed."), centre);
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

void MainWindow::restoreState()
{
    resize(1280, 760);
    restoreGeometry(m_settings->viewState(QStringLiteral("window")));
    m_page->restoreState(*m_settings);
    m_pointsPage->restoreState(*m_settings);
    m_userPoints->restoreState(*m_settings);
    m_activity->table()->restoreColumns(*m_settings);
    m_vertical->restoreState(m_settings->viewState(QStringLiteral("vertical-splitter")));
    m_actions.alwaysTypeName->setChecked(m_settings->alwaysTypeName());
    m_actions.showActivity->setChecked(true);
}

void MainWindow::saveState()
{
    m_settings->setViewState(QStringLiteral("window"), saveGeometry());
    m_page->saveState(*m_settings);
    m_pointsPage->saveState(*m_settings);
    m_userPoints->saveState(*m_settings);
    m_activity->table()->saveColumns(*m_settings);
    m_settings->setViewState(QStringLiteral("vertical-splitter"), m_vertical->saveState());
}

} // namespace SyncAdmin::Desktop
