#include "window/rootopener.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/linktarget.h"
#include "base/settings.h"
#include "demo/demoroot.h"
#include "session/rootfinder.h"
#include "session/session.h"
#include "views/emptystate.h"
#include "window/rootmenu.h"
#include "window/rootnotice.h"

#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>

namespace SyncAdmin::Desktop {

namespace {

// As bytes, because a path need not be valid text.
QByteArray absolutePath(const QByteArray &path)
{
    return path.isEmpty() || path.startsWith('/') ? path
                                                  : linkTarget("/proc/self/cwd") + '/' + path;
}

Result<QByteArray> makeDemo()
{
    QTemporaryDir folder;
    folder.setAutoRemove(false);
    const QString path = folder.path() + QStringLiteral("/demo");
    RETURN_IF_ERROR(Demo::makeDemoRoot(path));
    return QFile::encodeName(path);
}

} // namespace

RootOpener::RootOpener(Session *session, Settings *settings, QWidget *window)
    : QObject(window), m_session(session), m_settings(settings), m_window(window),
      m_finder(new RootFinder(this)), m_empty(new EmptyState(window)),
      m_menu(new RootMenu(tr("Found and &recent data roots"), m_finder, window))
{
    m_menu->setRecent(m_settings->recentRoots());
    const auto openIt = [this](const QByteArray &path) { open(path); };
    connect(m_menu, &RootMenu::chosen, this, openIt);
    connect(m_empty, &EmptyState::rootChosen, this, openIt);
    connect(m_empty, &EmptyState::openRequested, this, &RootOpener::choose);
    connect(m_empty, &EmptyState::demoRequested, this, &RootOpener::openDemo);
    connect(m_finder, &RootFinder::finished, this, [this] {
        QList<std::pair<QByteArray, QString>> roots;
        for (const RootCandidate &root : m_finder->found().roots)
            roots.append({root.path, rootText(root)});
        m_empty->setRoots(roots);
    });
    connect(session, &Session::opened, this, [this] {
        m_settings->addRecentRoot(m_session->path());
        m_menu->setRecent(m_settings->recentRoots());
    });
    connect(session, &Session::openFailed, this,
            [this](const QByteArray &, const Error &error) { showFailure(errorText(error)); });
    connect(session, &Session::openIsSlow, this, [this](const QByteArray &path) {
        m_empty->setMessage(slowRootText(path));
        m_finder->search();
    });
    // The search queries the container engines, which would slow down a root that is opened now.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_empty->isBusy())
                m_finder->search();
        },
        Qt::QueuedConnection);
}

void RootOpener::open(const QByteArray &path, const std::shared_ptr<SystemCalls> &calls)
{
    // Absolute, because the next start may be from another folder.
    const QByteArray absolute = absolutePath(path);
    m_empty->setBusy(tr("Opening %1…").arg(displayName(absolute)));
    m_session->open(absolute, calls);
}

void RootOpener::openDemo()
{
    m_empty->setBusy(tr("Creating a demo data root…"));
    m_session->readers()->start<Result<QByteArray>>(
        this, [](const Task &) { return makeDemo(); },
        [this](const Result<QByteArray> &path) {
            if (path)
                open(*path);
            else
                showFailure(errorText(path.error()));
        });
}

void RootOpener::choose()
{
    auto *dialog = new QFileDialog(m_window, tr("Open data root"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { open(QFile::encodeName(path)); });
    dialog->open();
}

void RootOpener::showFailure(const QString &why)
{
    m_empty->setMessage(why);
    m_finder->search();
    Q_EMIT failed(why);
}

} // namespace SyncAdmin::Desktop
