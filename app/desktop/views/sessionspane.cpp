#include "views/sessionspane.h"

#include "base/format.h"
#include "models/detailrows.h"
#include "session/session.h"
#include "views/tablepane.h"

namespace SyncAdmin::Desktop {

SessionsPane::SessionsPane(const Session *session)
    : DetailsTable(QStringLiteral("sessions"), tr("Sessions"), sessionColumns()), m_session(session)
{}

void SessionsPane::showUsers(const QList<UserRow> &users)
{
    const OpenedRoot *root = m_session->root();
    const SessionList sessions = root != nullptr ? root->sessions : SessionList();
    const bool isUnknown = root != nullptr && root->sessionsError;
    table()->setRows(sessionRows(listed(users), sessions));
    table()->setHeading(isUnknown ? errorText(*root->sessionsError) : QString());
    if (users.isEmpty())
        table()->setPlaceholder(tr("Select a user to see which devices are signed in."));
    else if (sessions.hasDatabase || isUnknown)
        table()->setPlaceholder(tr("No device is signed in."));
    else
        table()->setPlaceholder(tr("This data root has no session.db. The official server keeps "
                                   "no sessions."));
    table()->setFootnote(tr("One row for each signed-in device. The server stores no device names "
                            "and no times."));
}

} // namespace SyncAdmin::Desktop
