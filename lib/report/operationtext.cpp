#include "report/operationtext.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/guidance.h"
#include "report/operationparts.h"
#include "report/text.h"
namespace SyncAdmin {

namespace {

using Outcome = ResetReport::Outcome;
using namespace OperationParts;

QString nextSyncText(const ResetReport &report)
{
    QString text;
    if (!report.syncEffect)
        return text;
    if (const QString givenUp = givenUpText(report.syncEffect->givenUp); !givenUp.isEmpty())
        text += line(givenUp);
    const QStringList lines = nextSyncLines(*report.syncEffect);
    for (const QString &each : lines)
        text += line(each);
    return text;
}

QString sessionsRestoreText(bool isDone)
{
    return line(
        isDone ? QStringLiteral("session.db was restored for all users. Devices that have signed "
                                "in since must sign in again.")
               : QStringLiteral("session.db will be restored for all users. Devices that have "
                                "signed in since must sign in again."));
}

} // namespace

QString destructiveText(bool keepsRestorePoint)
{
    return heading(QStringLiteral("DESTRUCTIVE OPERATION")) +
           line(keepsRestorePoint
                    ? QStringLiteral("The user's data will be moved to a restore point and can be "
                                     "restored.")
                    : QStringLiteral("This will permanently delete the user's data!"));
}

QString resetText(const ResetReport &report, const QString &undoCommand)
{
    const QString text = performing(QStringLiteral("RESET"));
    if (report.outcome != Outcome::Done)
        return text + failureText(report);
    return text + stepsText(report) + line({}) +
           line(QStringLiteral("✅ Successfully reset user '%1'!").arg(report.user.displayName())) +
           line(QStringLiteral("The user can now perform a clean sync from their Anki client.")) +
           undoText(report, undoCommand) + assertedText(report) + warningsText(report.warnings) +
           nextSyncText(report);
}

QString restoreDryRunText(const ResetPlan &plan, const QString &command)
{
    QString text = dryRunHeading(QStringLiteral("restore")) +
                   line(QStringLiteral("Operations that would be performed:"));
    for (const PlanStep &step : plan.steps)
        text += line(QStringLiteral("  - ") + step.toDo());
    if (const QString givenUp = givenUpText(plan.givenUp); !givenUp.isEmpty())
        text += line(givenUp);
    if (plan.operation == Manifest::Operation::RestoreSessions)
        text += sessionsRestoreText(false);
    return text + runThis(QStringLiteral("restore"), command);
}

QString restoreText(const ResetReport &report, const QByteArray &id, const QString &undoCommand)
{
    const QString text = performing(QStringLiteral("RESTORE"));
    if (report.outcome != Outcome::Done)
        return text + failureText(report);
    const bool sessions = report.operation == Manifest::Operation::RestoreSessions;
    return text + stepsText(report) + line({}) +
           line(QStringLiteral("✅ Successfully restored %1 '%2' from %3!")
                    .arg(sessions ? QStringLiteral("the sessions of user") : QStringLiteral("user"),
                         report.user.displayName(), displayName(id))) +
           undoText(report, undoCommand) + assertedText(report) + warningsText(report.warnings) +
           (sessions ? sessionsRestoreText(true) : nextSyncText(report));
}

QString recoveryPlanText(const RecoveryPlan &plan)
{
    QString text = line(QStringLiteral("Interrupted: %1").arg(plan.point.displayId()));
    if (plan.onlyClears)
        text += line(QStringLiteral("  - Remove the empty restore point"));
    for (const PlanStep &step : plan.steps)
        text += line(QStringLiteral("  - ") + step.toDo());
    for (const QString &conflict : plan.conflicts)
        text += line(QStringLiteral("  ! ") + conflict);
    if (plan.isUserGone) {
        text +=
            line(QStringLiteral("The folder of user '%1' is missing, so its files cannot be moved "
                                "back. With --bring-back they stay in the restore point; restoring "
                                "that point creates the folder again.")
                     .arg(displayName(plan.user.name)));
    } else if (plan.needsDecision()) {
        text += line(
            QStringLiteral("These files are newer than the interrupted operation. With "
                           "--bring-back they are moved into the restore point and kept there."));
    }
    return text;
}

QString dryRunText(const QString &operation, const QString &plan, const QString &command)
{
    return dryRunHeading(operation) + plan + runThis(operation, command);
}

QString recoveryDryRunText(const RecoveryPlan &plan, const QString &command)
{
    return dryRunText(QStringLiteral("rollback"), recoveryPlanText(plan), command);
}

QString recoveryText(const ResetReport &report, const RecoveryPlan &plan)
{
    QString text = performing(QStringLiteral("ROLLBACK"));
    if (report.outcome != Outcome::Done && report.outcome != Outcome::NothingToDo)
        return text + failureText(report);
    if (report.isUserGone) {
        text += line({}) + line(QStringLiteral("The folder of user '%1' is missing, so its files "
                                               "could not be moved back.")
                                    .arg(displayName(plan.user.name)));
        return text +
               (report.restorePoint.isEmpty()
                    ? line(QStringLiteral("Restore point %1 was empty and was removed.")
                               .arg(plan.point.displayId()))
                    : line(QStringLiteral("Restore point %2 contains these files. To restore them, "
                                          "run: %1")
                               .arg(report.command({"restore", report.restorePoint}),
                                    displayName(report.restorePoint))));
    }
    if (plan.onlyClears) {
        return text + line({}) +
               line(QStringLiteral("✅ Removed the empty restore point %1.")
                        .arg(plan.point.displayId())) +
               warningsText(report.warnings);
    }
    const QString done =
        !report.isIncomplete
            ? QStringLiteral("✅ The interrupted operation %2 of user '%1' was rolled back.")
            : QStringLiteral("The interrupted operation %2 of user '%1' was rolled back, but not "
                             "completely.");
    return text + (report.steps.isEmpty() ? QString() : stepsText(report)) + line({}) +
           line(done.arg(displayName(plan.user.name), plan.point.displayId())) +
           warningsText(report.warnings);
}

QString purgePlanText(const QList<RestorePoint> &points)
{
    QString text;
    qint64 bytes = 0;
    for (const RestorePoint &point : points) {
        text += line(
            QStringLiteral("  - Delete restore point %1 for good: %2 files, %3")
                .arg(point.displayId(), groupedNumber(point.heldFiles), sizeText(point.heldBytes)));
        bytes += point.heldBytes;
    }
    return text + line(QStringLiteral("Space that will be freed: ") + sizeText(bytes));
}

QString purgeDryRunText(const QList<RestorePoint> &points, const QString &command)
{
    return dryRunHeading(QStringLiteral("deletion")) +
           line(QStringLiteral("Operations that would be performed:")) + purgePlanText(points) +
           runThis(QStringLiteral("deletion"), command);
}

QString purgeText(const PurgeReport &report)
{
    const QString id = displayName(report.id);
    if (report.outcome == PurgeReport::Outcome::Done) {
        return line(QStringLiteral("  ✓ Deleted restore point %1: %2 files")
                        .arg(id, groupedNumber(report.files))) +
               warningsText(report.warnings);
    }
    QString text;
    if (report.error) {
        text = line(QStringLiteral("  ✗ Failed to delete %1: %2").arg(id, report.error->message()));
    }
    if (report.outcome == PurgeReport::Outcome::Refused)
        return text + line(QStringLiteral("No changes were made."));
    return text +
           line(QStringLiteral("%1 files were deleted. Run the command again to delete the rest.")
                    .arg(groupedNumber(report.files)));
}

QString verifyText(const VerifyReport &report, const RestorePoint &point)
{
    QString text = heading(QStringLiteral("Restore Point: ") + displayName(report.id)) +
                   line(QStringLiteral("Entries: %1, databases: %2")
                            .arg(groupedNumber(report.entries), groupedNumber(report.databases)));
    for (const VerifyReport::Finding &finding : report.findings) {
        text += line(
            QStringLiteral("  ✗ %1: %2").arg(displayName(finding.name), finding.error.message()));
    }
    if (point.state == RestorePoint::State::Restored) {
        text += line(QStringLiteral("It was restored. To undo that, restore %1.")
                         .arg(displayName(point.restoredBy)));
    } else if (report.isSound()) {
        text +=
            line(QStringLiteral("✓ The restore point is complete and sound. It can be restored."));
    }
    return text;
}

} // namespace SyncAdmin
