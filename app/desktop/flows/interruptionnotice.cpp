#include "flows/interruptionnotice.h"

#include "base/displayname.h"
#include "base/format.h"
#include "session/operations.h"
#include "session/session.h"
#include "views/noticebar.h"

namespace SyncAdmin::Desktop {

InterruptionNotice::InterruptionNotice(Session *session, Points *points,
                                       const Operations *operations, NoticeBar *bar)
    : m_session(session), m_points(points), m_operations(operations), m_bar(bar)
{
    connect(points, &Points::changed, this, [this] {
        markUsers();
        update();
    });
    connect(session, &Session::opened, this, [this] { m_shown.clear(); });
}

void InterruptionNotice::markUsers()
{
    QHash<QString, QString> points;
    UserModel *users = m_session->users();
    const PointIndex &index = m_points->index();
    for (int i = 0; i < users->rowCount() && index.hasInterrupted(); ++i) {
        if (const FoundPoint *found = index.interruptedFor(users->row(i).user))
            points.insert(users->row(i).key(), found->point.displayId());
    }
    users->setInterruptions(points);
}

void InterruptionNotice::update()
{
    if (m_operations->isRunning())
        return;
    const QList<FoundPoint> interrupted = m_points->index().interrupted();
    const QList<ServerRecovery> left = m_points->leftServers();
    if (!interrupted.isEmpty())
        showInterrupted(interrupted);
    else if (!left.isEmpty())
        showStopped(left);
    else if (m_bar->text() == m_text) // resumed meanwhile, here or by another program
        m_bar->hide();
}

// Only once, so that a later reload does not replace another message.
bool InterruptionNotice::presentOnce(const QString &subject, const QString &text)
{
    if (m_shown.contains(subject))
        return false;
    m_shown.insert(subject);
    m_bar->present(NoticeBar::Kind::Warning, text);
    m_text = text;
    return true;
}

void InterruptionNotice::showInterrupted(const QList<FoundPoint> &interrupted)
{
    constexpr qsizetype maxButtons = 3;
    QStringList names;
    for (const FoundPoint &found : interrupted)
        names.append(
            tr("%1 (%2)").arg(displayName(found.point.manifest.user), found.point.displayId()));
    const QString text = interrupted.size() == 1
                             ? tr("An operation was interrupted: %1. Some of the user's data is in "
                                  "the restore point until you resume "
                                  "the operation.")
                                   .arg(names.first())
                             : tr("%L1 operations were interrupted: %2. Some of the users' data is "
                                  "in the restore points until you resume "
                                  "the operations.")
                                   .arg(interrupted.size())
                                   .arg(names.join(QStringLiteral(", ")));
    if (!presentOnce(names.join(QLatin1Char('\n')), text))
        return;
    for (const FoundPoint &found : interrupted.mid(0, maxButtons)) {
        const QString user = withoutMnemonic(displayName(found.point.manifest.user));
        m_bar->addButton(interrupted.size() == 1 ? tr("Res&ume…") : tr("Resume %1…").arg(user),
                         this, [this, found] { Q_EMIT resumeRequested(found); });
    }
}

void InterruptionNotice::showStopped(const QList<ServerRecovery> &left)
{
    QStringList names;
    for (const ServerRecovery &servers : left)
        names.append(serverNames(servers.record.servers));
    const QString subject = names.join(QStringLiteral(", "));
    if (presentOnce(subject, tr("An interrupted operation stopped this server and did not start it "
                                "again: %1")
                                 .arg(subject)))
        m_bar->addButton(tr("Star&t server…"), this, [this, left] { Q_EMIT startRequested(left); });
}

} // namespace SyncAdmin::Desktop
