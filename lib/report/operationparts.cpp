#include "report/operationparts.h"

#include "base/displayname.h"
#include "base/text.h"

namespace SyncAdmin::OperationParts {

namespace {

using Outcome = ResetReport::Outcome;

// The system's message, without the advice that the error's own message adds.
QString reasonOf(const Error &error)
{
    return error.detail.isEmpty() ? error.message() : error.detail;
}

QString errorsText(const ResetReport &report)
{
    QString text = line(QStringLiteral("Errors encountered:"));
    const StepResult *failed = report.failedStep();
    if (failed != nullptr && report.error)
        text +=
            line(QStringLiteral("  ✗ %1: %2").arg(failed->step.failed(), reasonOf(*report.error)));
    else if (report.error)
        text += line(QStringLiteral("  ✗ ") + report.error->message());
    return text;
}

QString leftBehindText(const ResetReport &report)
{
    QString text = line(
        QStringLiteral("Not everything could be rolled back. These entries are still elsewhere:"));
    for (const QString &entry : report.leftBehind)
        text += line(QStringLiteral("  ! ") + entry);
    return text + line(QStringLiteral("Nothing is lost. To finish the rollback, run: %1")
                           .arg(report.command({"resume"})));
}

} // namespace

QString operationName(const QString &operation)
{
    if (operation == QLatin1String("purge"))
        return QStringLiteral("delete");
    if (operation == QLatin1String("recover"))
        return QStringLiteral("resume");
    if (operation == QLatin1String("revoke"))
        return QStringLiteral("sign-out");
    return displayText(operation);
}

QString line(const QString &text)
{
    return text + QLatin1Char('\n');
}

QString heading(const QString &text)
{
    return QStringLiteral("=== %1 ===\n").arg(text);
}

QString dryRunHeading(const QString &operation)
{
    return heading(QStringLiteral("DRY RUN MODE")) +
           line(QStringLiteral("This is a dry run - no changes will be made.")) +
           line(QStringLiteral("Use --confirm to actually perform the %1.").arg(operation)) +
           line({}) + heading(QStringLiteral("DRY RUN RESULTS"));
}

QString runThis(const QString &operation, const QString &command)
{
    return line({}) + line(QStringLiteral("To actually perform this %1, run:").arg(operation)) +
           line(command);
}

QString performing(const QString &operation)
{
    return heading(QStringLiteral("PERFORMING ") + operation);
}

QString stepsText(const ResetReport &report)
{
    QString text = line(QStringLiteral("Operations performed:"));
    for (const StepResult &result : report.steps) {
        if (result.state == StepResult::State::Done)
            text += line(QStringLiteral("  ✓ ") + result.step.done());
    }
    return text;
}

QString failureText(const ResetReport &report)
{
    const QString warnings = warningsText(report.warnings);
    switch (report.outcome) {
    case Outcome::Refused:
        return errorsText(report) + line(QStringLiteral("No changes were made.")) + warnings;
    case Outcome::FailedRolledBack:
        return errorsText(report) +
               line(QStringLiteral("No changes were made: everything was rolled back.")) + warnings;
    case Outcome::FailedIncomplete:
        return errorsText(report) + leftBehindText(report) + warnings;
    case Outcome::Cancelled:
        return line(QStringLiteral("Stopped. No changes were made: everything was rolled back.")) +
               warnings;
    case Outcome::Done:
    case Outcome::NothingToDo:
        break;
    }
    return {};
}

QString warningsText(const QStringList &warnings)
{
    QString text;
    for (const QString &warning : warnings)
        text += line(QStringLiteral("  ! ") + warning);
    return text.isEmpty() ? text : line(QStringLiteral("Warnings:")) + text;
}

QString undoText(const ResetReport &report, const QString &undoCommand)
{
    if (report.restorePoint.isEmpty())
        return {};
    return line(QStringLiteral("Restore point: %1 (undo with: %2)")
                    .arg(displayName(report.restorePoint), undoCommand)) +
           line(QStringLiteral("It holds %1 until it is deleted.").arg(sizeText(report.bytes)));
}

QString assertedText(const ResetReport &report)
{
    if (!report.serverStoppedAsserted || !report.inUse)
        return {};
    return line(filledIn(QStringLiteral("Could not determine whether the files were in use: "
                                        "{reason}. The operation relied on --server-stopped."),
                         {{"reason", report.inUse->reason}}));
}

} // namespace SyncAdmin::OperationParts
