#include "window/mainwindow.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/taborder.h"
#include "demo/demoroot.h"
#include "dialogs/aboutdialog.h"
#include "dialogs/reportdialog.h"
#include "flows/reportflow.h"
#include "flows/resetflow.h"
#include "models/userproxy.h"
#include "session/rootfinder.h"
#include "views/activitypane.h"
#include "views/emptystate.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tablepane.h"
#include "views/tableview.h"
#include "window/rootmenu.h"
#include "window/userpage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include <algorithm>
#include <filesystem>

namespace SyncAdmin::Desktop {

MainWindow::MainWindow(Settings *settings)
    : m_settings(settings), m_actions(this), m_finder(new RootFinder(this))
{
    setWindowTitle(tr("Anki Sync Admin"));
    makeMenus();
    makeToolBar();
    makeCentre();
    makeStatusBar();
    m_reports = new ReportFlow(&m_session, m_message, this);
    connectSession();
    connectActions();
    restoreState();
    fillRecentRoots();
    updateActions();
    orderTabs(this);
    // It asks the container engines, which takes a while that a root which is opened now may need.
    QTimer::singleShot(0, this, [this] {
        if (!m_empty->isBusy())
            m_finder->look();
    });
}

MainWindow::~MainWindow() = default;

void MainWindow::connectSession()
{
    connect(&m_session, &Session::opened, this, &MainWindow::rootOpened);
    connect(&m_session, &Session::openFailed, this, &MainWindow::rootFailed);
    connect(&m_session, &Session::openIsSlow, this, &MainWindow::rootSlow);
    connect(&m_session, &Session::refreshed, this, [this] {
        showSessions();
        m_cancel->setEnabled(true);
        showRootState();
        updateActions();
        updateStatus();
    });
    connect(&m_session, &Session::lost, this, [this](const Error &error) {
        m_rootNotice->present(
            NoticeBar::Kind::Error,
            tr("The data root cannot be read any more: %1").arg(errorText(error)));
        m_rootNotice->addButton(tr("Look &again"), &m_session, [this] { m_session.refresh(); });
    });
    connect(m_rootNotice, &NoticeBar::dismissed, this,
            [this] { m_dismissed = m_rootNotice->text(); });
    connect(&m_session, &Session::analysisProgressed, this, &MainWindow::updateProgress);
    connect(&m_session, &Session::analysisStopping, this, &MainWindow::tellStopping);
    connect(&m_session, &Session::analysisFinished, this, [this] {
        updateProgress(0, 0);
        showRootState();
        updateStatus();
    });
    connect(m_page, &UserPage::selectionChanged, this, [this] {
        const QList<UserRow> &rows = m_page->details()->rows();
        QList<UserFolder> users;
        users.reserve(rows.size());
        for (const UserRow &row : rows)
            users.append(row.user);
        m_userPoints->setUsers(users);
        updateActions();
    });
    connect(m_page, &UserPage::clearFilterRequested, m_filter, &QLineEdit::clear);
    connect(m_flow, &ResetFlow::reportRequested, this, &MainWindow::showReport);
    connect(m_flow, &ResetFlow::ended, this, [this] { m_page->view()->setFocus(); });
    connect(m_flow->points(), &Points::changed, this, &MainWindow::updateActions);
    connect(m_activity, &ActivityPane::reportRequested, this, &MainWindow::showReport);
    connect(m_activity, &ActivityPane::saveRequested, m_reports, &ReportFlow::saveText);
}

void MainWindow::connectActions()
{
    connect(m_roots, &RootMenu::chosen, this, [this](const QByteArray &path) { openRoot(path); });
    connect(m_finder, &RootFinder::finished, this, [this] {
        QList<std::pair<QByteArray, QString>> roots;
        for (const RootCandidate &root : m_finder->found().roots)
            roots.append({root.path, rootText(root)});
        m_empty->setRoots(roots);
    });
    connect(m_actions.open, &QAction::triggered, this, &MainWindow::chooseRoot);
    connect(m_actions.demo, &QAction::triggered, this, &MainWindow::openDemo);
    connect(m_actions.refresh, &QAction::triggered, &m_session, &Session::refresh);
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.cancelAnalysis, &QAction::triggered, &m_session, &Session::cancelAnalysis);
    connect(m_cancel, &QPushButton::clicked, &m_session, &Session::cancelAnalysis);
    connect(m_actions.saveReport, &QAction::triggered, this,
            [this] { m_reports->save(m_page->selectedRows()); });
    connect(m_actions.findUser, &QAction::triggered, this, [this] {
        m_actions.restorePoints->setChecked(false);
        m_filter->setFocus();
        m_filter->selectAll();
    });
    connect(m_filter, &QLineEdit::textChanged, m_page->proxy(), &UserProxy::setText);
    connect(m_actions.dryRun, &QAction::triggered, this,
            [this] { showDetails(DetailsPanel::Tab::DryRun); });
    connect(m_actions.reset, &QAction::triggered, this, &MainWindow::reset);
    connect(m_actions.restore, &QAction::triggered, this, [this] {
        QList<UserFolder> users;
        for (const UserRow &row : m_page->selectedRows())
            users.append(row.user);
        m_flow->restoreUsers(users);
    });
    connect(m_actions.revoke, &QAction::triggered, this, [this] {
        const QList<UserRow> rows = m_page->selectedRows();
        if (rows.size() == 1)
            m_flow->revoke(rows.first().user);
    });
    connect(m_actions.copyReport, &QAction::triggered, this, &MainWindow::copyReport);
    connect(m_actions.restorePoints, &QAction::toggled, this, &MainWindow::showPage);
    connect(m_actions.showActivity, &QAction::toggled, m_activity, &QWidget::setVisible);
    connect(m_actions.alwaysTypeName, &QAction::toggled, this,
            [this](bool isOn) { m_settings->setAlwaysTypeName(isOn); });
    connect(m_actions.about, &QAction::triggered, this,
            [this] { (new AboutDialog(this))->open(); });
    connect(m_actions.aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
    connect(m_empty, &EmptyState::openRequested, this, &MainWindow::chooseRoot);
    connect(m_empty, &EmptyState::rootChosen, this,
            [this](const QByteArray &path) { openRoot(path); });
    connect(m_empty, &EmptyState::demoRequested, this, &MainWindow::openDemo);
    // Delete resets only where the user table has the focus.
    auto *deleteKey = new QShortcut(QKeySequence::Delete, m_page->view());
    deleteKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(deleteKey, &QShortcut::activated, m_actions.reset, &QAction::trigger);
    connect(m_page->view(), &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        m_userMenu->popup(m_page->view()->viewport()->mapToGlobal(at));
    });
    connect(m_page->view(), &QAbstractItemView::activated, this,
            [this] { m_page->details()->showTab(DetailsPanel::Tab::Overview); });
}

void MainWindow::showDetails(DetailsPanel::Tab tab)
{
    m_actions.restorePoints->setChecked(false);
    m_page->details()->showTab(tab);
}

void MainWindow::openRoot(const QByteArray &path, const DataRoot::Options &options)
{
    if (m_flow->mustWait()) // its progress, Cancel and Undo belong to this root
        return;
    // Remembered for the next start, from wherever that is.
    std::error_code error; // the path is empty, or the folder that it starts from is gone
    const std::string whole = std::filesystem::absolute(path.toStdString(), error).string();
    const QByteArray absolute = error ? path : QByteArray::fromStdString(whole);
    m_empty->setBusy(tr("Opening %1…").arg(displayName(absolute)));
    m_session.open(absolute, options);
}

void MainWindow::openDemo()
{
    m_empty->setBusy(tr("Making a demo data root…"));
    m_session.readers()->start<Result<QByteArray>>(
        this,
        [](const Task &) -> Result<QByteArray> {
            QTemporaryDir folder;
            folder.setAutoRemove(false);
            const QString path = folder.path() + QStringLiteral("/demo");
            RETURN_IF_ERROR(Demo::makeDemoRoot(path));
            return QFile::encodeName(path);
        },
        [this](const Result<QByteArray> &path) {
            if (path)
                openRoot(*path);
            else
                rootFailed({}, path.error());
        });
}

void MainWindow::chooseRoot()
{
    auto *dialog = new QFileDialog(this, tr("Open data root"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { openRoot(QFile::encodeName(path)); });
    dialog->open();
}

void MainWindow::rootOpened()
{
    const OpenedRoot &root = *m_session.root();
    m_settings->addRecentRoot(m_session.path());
    fillRecentRoots();
    setWindowTitle(tr("Anki Sync Admin – %1").arg(root.root.path()));
    m_page->details()->setDataRoot(m_session.path());
    showSessions();
    m_message->hide();
    m_result->hide();
    m_dismissed.clear();
    showRootState();
    showPage(m_actions.restorePoints->isChecked());
    m_page->view()->setFocus();
    updateActions();
    updateStatus();
}

void MainWindow::showSessions()
{
    const OpenedRoot &root = *m_session.root();
    m_page->details()->setSessions(root.sessions, root.sessionsError);
}

void MainWindow::showRootState()
{
    const OpenedRoot *root = m_session.root();
    const qint64 unreadable = m_session.users()->totals().unreadable;
    if (m_session.isLost() || m_session.isAwaited())
        return; // that is what stands there
    const auto present = [this](NoticeBar::Kind kind, const QString &text, bool isDismissable) {
        // Not again at every look: screen readers would say it each time.
        const bool isShown = m_rootNotice->isVisibleTo(this) && m_rootNotice->text() == text;
        if (isShown || m_dismissed == text)
            return false;
        m_rootNotice->present(kind, text);
        m_rootNotice->setDismissable(isDismissable);
        return true;
    };
    if (root != nullptr && root->usersError) {
        if (present(NoticeBar::Kind::Warning, errorText(*root->usersError), false))
            m_rootNotice->addButton(tr("O&pen another…"), this, [this] { chooseRoot(); });
    } else if (root != nullptr && !root->writeObstacle.isEmpty()) {
        present(NoticeBar::Kind::Info, tr("Nothing can be reset: %1.").arg(root->writeObstacle),
                false);
    } else if (root != nullptr && unreadable > 0) {
        const QString text = unreadable == 1 ? tr("1 folder is not readable.")
                                             : tr("%L1 folders are not readable.").arg(unreadable);
        if (present(NoticeBar::Kind::Warning, text, true))
            m_rootNotice->addButton(tr("Show onl&y those with problems"), m_problemsToggle,
                                    [this] { m_problemsToggle->setChecked(true); });
    } else {
        m_rootNotice->hide();
    }
}

void MainWindow::copyReport()
{
    if (m_page->selectedRows().isEmpty())
        m_reports->copyAll();
    else
        m_page->details()->copyReport();
}

void MainWindow::rootFailed(const QByteArray &path, const Error &error)
{
    Q_UNUSED(path)
    m_empty->setMessage(errorText(error));
    m_finder->look();
    if (m_session.root() != nullptr)
        m_flow->fail(errorText(error));
}

void MainWindow::rootSlow(const QByteArray &path)
{
    const QString text = tr("%1 does not answer. It may be on a network that is down; the window "
                            "can be used meanwhile.")
                             .arg(displayName(path));
    m_empty->setMessage(text);
    m_finder->look();
    if (m_session.root() != nullptr)
        m_rootNotice->present(NoticeBar::Kind::Warning, text);
}

void MainWindow::fillRecentRoots()
{
    m_roots->setRecent(m_settings->recentRoots());
}

void MainWindow::setToggle(int toggle, bool isOn)
{
    UserProxy::Toggles toggles = m_page->proxy()->toggles();
    toggles.setFlag(static_cast<UserProxy::Toggle>(toggle), isOn);
    m_page->proxy()->setToggles(toggles);
}

void MainWindow::reset()
{
    const QList<UserRow> rows = m_page->selectedRows();
    if (!rows.isEmpty())
        m_flow->reset(rows);
}

void MainWindow::updateActions()
{
    const QList<UserRow> &rows = m_page->details()->rows(); // the selection
    QStringList names;
    names.reserve(rows.size());
    bool canRestore = false;
    for (const UserRow &row : rows)
        names.append(row.name);
    for (const FoundPoint &found : m_flow->points()->all()) {
        canRestore =
            canRestore || (found.point.state == RestorePoint::State::Complete &&
                           std::any_of(rows.begin(), rows.end(), [&found](const UserRow &row) {
                               return found.point.isOf(row.user);
                           }));
    }
    m_actions.setSubjects(names);
    const OpenedRoot *root = m_session.root();
    const bool isWritable = root != nullptr && root->writeObstacle.isEmpty();
    m_actions.dryRun->setEnabled(!rows.isEmpty());
    // On the page of the restore points nobody sees which users are selected.
    const bool isUserPage = !m_actions.restorePoints->isChecked();
    m_actions.reset->setEnabled(!rows.isEmpty() && isWritable && isUserPage);
    m_actions.restore->setEnabled(canRestore && isWritable && isUserPage);
    const bool hasSessions = root != nullptr && rows.size() == 1 &&
                             root->sessions.of(rows.first().user.name, {}).has_value();
    m_actions.revoke->setEnabled(hasSessions && isWritable && isUserPage);
    for (QAction *action : {m_actions.refresh, m_actions.saveReport, m_actions.copyReport,
                            m_actions.restorePoints, m_actions.findUser})
        action->setEnabled(root != nullptr);
    m_filterBox->setEnabled(root != nullptr && isUserPage);
    m_actions.cancelAnalysis->setEnabled(m_session.isAnalysing());
}

void MainWindow::showPage(bool isRestorePoints)
{
    if (m_session.root() == nullptr)
        return;
    m_stack->setCurrentWidget(isRestorePoints ? static_cast<QWidget *>(m_pointsPage) : m_vertical);
    if (isRestorePoints)
        m_flow->points()->reload();
    updateActions();
}

void MainWindow::showReport(const QString &title, const QString &text)
{
    auto *dialog = new ReportDialog(title, text, this);
    connect(dialog, &ReportDialog::saveRequested, m_reports, &ReportFlow::saveText);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_flow->operations()->isRunning()) {
        event->ignore();
        m_flow->askToClose([this] { close(); });
        return;
    }
    saveState();
    event->accept();
    hide();
    Q_EMIT closed(m_session.close());
}

} // namespace SyncAdmin::Desktop
