#include "flows/resumeflow.h"

#include "base/format.h"
#include "dialogs/confirmdialog.h"
#include "flows/startserverflow.h"
#include "models/detailrows.h"
#include "session/planning.h"
#include "session/points.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

QString notesOf(const RecoveryPlan &plan, const QList<ServerRecovery> &left)
{
    QString notes =
        ResumeFlow::tr("The operation is rolled back: the user's folder is returned to its "
                       "state before the operation.");
    if (plan.isUserGone) {
        notes = ResumeFlow::tr("The user's folder is missing, so its files cannot be moved "
                               "back. They can stay in the restore point; restoring that point "
                               "creates the folder again.");
    } else if (plan.needsDecision()) {
        notes += QStringLiteral("\n\n") + ResumeFlow::tr("These files are in the way:") +
                 QLatin1Char('\n') + plan.conflicts.join(QLatin1Char('\n'));
    }
    for (const ServerRecovery &servers : left) {
        notes += QStringLiteral("\n\n") +
                 ResumeFlow::tr("The operation stopped this server, which is started again "
                                "afterwards: %1")
                     .arg(serverNames(servers.record.servers));
    }
    return notes;
}

QString undecidedText(const RecoveryPlan &plan)
{
    if (plan.isUserGone)
        return ResumeFlow::tr("Choose whether to keep the restore point.");
    return plan.needsDecision() ? ResumeFlow::tr("Choose what to do with the files in the way.")
                                : QString();
}

} // namespace

void ResumeFlow::start(const FoundPoint &point)
{
    planResume(m_context.session, this, point, [this](const Result<Operation> &resume) {
        if (resume)
            ask(resume->recovery());
        else
            showError(errorText(resume.error()));
    });
}

QList<ServerRecovery> ResumeFlow::serversToStart() const
{
    return m_context.points->index().interrupted().size() <= 1 ? m_context.points->leftServers()
                                                               : QList<ServerRecovery>();
}

QCheckBox *ResumeFlow::addDecision(ConfirmDialog *dialog, const RecoveryPlan &plan)
{
    auto *box =
        new QCheckBox(plan.isUserGone ? tr("&Keep the restore point, so that it can be restored")
                                      : tr("&Move the files in the way into the restore point"));
    dialog->checksBox()->addWidget(box);
    box->setVisible(plan.needsDecision());
    const QString undecided = undecidedText(plan);
    dialog->setObstacle(undecided);
    connect(box, &QCheckBox::toggled, dialog,
            [dialog, undecided](bool isOn) { dialog->setObstacle(isOn ? QString() : undecided); });
    return box;
}

void ResumeFlow::ask(const RecoveryPlan &plan)
{
    const QList<ServerRecovery> left = serversToStart();
    const QString user = plan.user.displayName();
    auto *dialog = makeDialog(tr("Resume %1").arg(user));
    dialog->setHeading(tr("Resume the interrupted operation on %1").arg(user));
    ResetPlan shown;
    shown.user = plan.user;
    shown.steps = plan.steps;
    addTable(dialog, QStringLiteral("resume-plan"), tr("Steps of the rollback"), planColumns(),
             planRows({shown}));
    dialog->setNotes(notesOf(plan, left));
    const auto *decision = addDecision(dialog, plan);
    const auto *stopped = addServerStopped(dialog, user);
    const auto operations = [plan, decision, left] {
        return QList<Operation>{Operation::resume(plan, decision->isChecked())} +
               StartServerFlow::operationsFor(left);
    };
    confirm(dialog, operations, stopped);
}

} // namespace SyncAdmin::Desktop
