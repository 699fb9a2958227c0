#include "window/rootnotice.h"

#include "base/displayname.h"
#include "base/format.h"
#include "session/session.h"

namespace SyncAdmin::Desktop {

RootNotice::RootNotice(Session *session, QWidget *parent) : NoticeBar(parent), m_session(session)
{
    connect(session, &Session::opened, this, [this] {
        m_dismissed.clear();
        update();
    });
    for (const auto changed : {&Session::refreshed, &Session::analysisFinished})
        connect(session, changed, this, &RootNotice::update);
    connect(session, &Session::lost, this, &RootNotice::showLost);
    connect(session, &Session::openIsSlow, this, &RootNotice::showSlow);
    connect(this, &NoticeBar::dismissed, this, [this] { m_dismissed = text(); });
}

void RootNotice::showLost(const Error &error)
{
    present(Kind::Error, tr("The data root can no longer be read: %1").arg(errorText(error)));
    addButton(tr("Try a&gain"), m_session, [this] { m_session->refresh(); });
}

void RootNotice::showSlow(const QByteArray &path)
{
    if (m_session->root() != nullptr)
        present(Kind::Warning, slowRootText(path));
}

// Not at every refresh, because a screen reader would announce it each time.
bool RootNotice::presentOnce(Kind kind, const QString &text, bool isDismissable)
{
    const bool isShown = isVisibleTo(parentWidget()) && this->text() == text;
    if (isShown || m_dismissed == text)
        return false;
    present(kind, text);
    setDismissable(isDismissable);
    return true;
}

void RootNotice::update()
{
    if (m_session->isLost() || m_session->isAwaited())
        return; // which is presented already
    const OpenedRoot *root = m_session->root();
    const qint64 unreadable = m_session->users()->totals().unreadable;
    if (root != nullptr && root->usersError) {
        if (presentOnce(Kind::Warning, errorText(*root->usersError), false))
            addButton(tr("O&pen another…"), this, [this] { Q_EMIT openRequested(); });
    } else if (root != nullptr && !root->writeObstacle.isEmpty()) {
        presentOnce(Kind::Info, tr("Nothing can be changed: %1.").arg(root->writeObstacle), false);
    } else if (root != nullptr && unreadable > 0) {
        const QString text = unreadable == 1 ? tr("1 folder is not readable.")
                                             : tr("%L1 folders are not readable.").arg(unreadable);
        if (presentOnce(Kind::Warning, text, true))
            addButton(tr("Show onl&y users with problems"), this,
                      [this] { Q_EMIT problemsRequested(); });
    } else {
        hide();
    }
}

QString slowRootText(const QByteArray &path)
{
    return RootNotice::tr("%1 does not answer. Its network may be down. You can continue to "
                          "use the window.")
        .arg(displayName(path));
}

} // namespace SyncAdmin::Desktop
