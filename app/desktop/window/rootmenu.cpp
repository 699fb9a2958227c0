#include "window/rootmenu.h"

#include "base/displayname.h"
#include "base/format.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct RootMenuTr
{
    Q_DECLARE_TR_FUNCTIONS(RootMenu)
};

QString originText(const RootOrigin &origin)
{
    switch (origin.kind) {
    case RootOrigin::Kind::Container:
        return RootMenuTr::tr("Container %1: %2").arg(origin.name, displayName(origin.inContainer));
    case RootOrigin::Kind::Volume:
        return RootMenuTr::tr("Volume %1").arg(origin.name);
    case RootOrigin::Kind::MountPoint:
        return RootMenuTr::tr("Mount point %1").arg(origin.name);
    case RootOrigin::Kind::WellKnown:
        return RootMenuTr::tr("Usual folder");
    case RootOrigin::Kind::Environment:
    case RootOrigin::Kind::Process:
        break;
    }
    return origin.name;
}

} // namespace

QString rootText(const RootCandidate &root)
{
    const QString users =
        root.users == 1 ? RootMenuTr::tr("1 user") : RootMenuTr::tr("%L1 users").arg(root.users);
    QString about = users;
    if (root.layouts)
        about = layoutNames(root.layouts) + QStringLiteral(", ") + users;
    return QStringLiteral("%1 – %2, %3 (%4)")
        .arg(root.displayName(), about, bytesText(root.bytes), originText(root.origins.first()));
}

RootMenu::RootMenu(const QString &title, RootFinder *finder, QWidget *parent)
    : QMenu(title, parent), m_finder(finder)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, m_finder, &RootFinder::search);
    connect(m_finder, &RootFinder::finished, this, &RootMenu::fill);
    fill();
}

void RootMenu::setRecent(const QByteArrayList &roots)
{
    m_recent = roots;
    fill();
}

void RootMenu::addRoot(const QByteArray &path, const QString &text)
{
    QAction *action = addAction(withoutMnemonic(text));
    connect(action, &QAction::triggered, this, [this, path] { Q_EMIT chosen(path); });
}

// A note of the search: why a root may be missing.
void RootMenu::addNote(const QString &text)
{
    constexpr int maxCharacters = 70;
    const QString shown = fontMetrics().elidedText(
        text, Qt::ElideRight, fontMetrics().averageCharWidth() * maxCharacters);
    QAction *note = addAction(withoutMnemonic(shown));
    note->setToolTip(plainToolTip(text));
    note->setEnabled(false);
}

void RootMenu::fill()
{
    clear();
    addSection(tr("Found on this machine"));
    for (const RootCandidate &root : m_finder->found().roots)
        addRoot(root.path, rootText(root));
    if (m_finder->found().roots.isEmpty()) {
        QAction *nothing =
            addAction(m_finder->isSearching() ? tr("Searching…") : tr("No data root was found"));
        nothing->setEnabled(false);
    }
    for (const QString &note : m_finder->found().notes)
        addNote(note);
    if (m_recent.isEmpty())
        return;
    addSection(tr("Recently opened"));
    for (const QByteArray &root : m_recent)
        addRoot(root, displayName(root));
}

} // namespace SyncAdmin::Desktop
