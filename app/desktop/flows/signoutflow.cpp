#include "flows/signoutflow.h"

#include "base/format.h"
#include "dialogs/confirmdialog.h"
#include "models/detailrows.h"
#include "session/planning.h"

#include <QCheckBox>

namespace SyncAdmin::Desktop {

void SignOutFlow::start(const UserFolder &user)
{
    planSignOut(m_context.session, this, user, [this](const Result<Operation> &signOut) {
        if (signOut)
            ask(*signOut);
        else
            showError(errorText(signOut.error()));
    });
}

void SignOutFlow::ask(const Operation &signOut)
{
    const ResetPlan &plan = signOut.plan();
    auto *dialog = makeDialog(tr("Sign out %1").arg(signOut.subject()));
    addTable(dialog, QStringLiteral("sign-out-plan"), tr("Steps of the sign-out"), planColumns(),
             planRows({plan}));
    dialog->setNotes(tr("Each device of this user asks for the password at its next sync. "
                        "Other users keep their %L1 sessions. The current session.db is "
                        "moved into a restore point, so that you can undo the sign-out.")
                         .arg(plan.sessionsLeft));
    if (plan.steps.isEmpty())
        dialog->setObstacle(tr("No device of this user is signed in."));
    const auto *stopped = addServerStopped(dialog, signOut.subject());
    confirm(
        dialog, [signOut] { return QList<Operation>{signOut}; }, stopped);
}

} // namespace SyncAdmin::Desktop
