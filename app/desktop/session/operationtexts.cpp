#include "session/operationtexts.h"

#include "base/commandline.h"
#include "base/displayname.h"
#include "base/format.h"
#include "report/guidance.h"
#include "report/operationtext.h"
#include "report/servertext.h"
#include "report/sessiontext.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct OperationResultTr
{
    Q_DECLARE_TR_FUNCTIONS(OperationResult)
};

using Kind = Operation::Kind;
using End = OperationResult::End;

QString resetDoneText(const QString &subject, const ResetReport &report)
{
    if (report.outcome == ResetReport::Outcome::NothingToDo)
        return OperationResultTr::tr("%1: there was nothing to reset.").arg(subject);
    if (!report.undeleted.isEmpty())
        return OperationResultTr::tr("%1 was reset, but some of the old data could not be deleted.")
            .arg(subject);
    if (report.restorePoint.isEmpty())
        return OperationResultTr::tr("%1 was reset, without a restore point.").arg(subject);
    return OperationResultTr::tr("%1 was reset. Restore point %2 holds %3.")
        .arg(subject, displayName(report.restorePoint), bytesText(report.bytes));
}

QString signOutDoneText(const QString &subject, const ResetReport &report)
{
    if (!report.undeleted.isEmpty()) {
        return OperationResultTr::tr("%1 was signed out, but the old session.db could not be "
                                     "deleted completely.")
            .arg(subject);
    }
    return OperationResultTr::tr("%1 was signed out. Restore point %2 undoes this.")
        .arg(subject, displayName(report.restorePoint));
}

QString resumeDoneText(const QString &subject, const ResetReport &report)
{
    if (!report.isUserGone)
        return OperationResultTr::tr("%1: the interrupted operation was rolled back.").arg(subject);
    if (report.restorePoint.isEmpty()) {
        return OperationResultTr::tr(
                   "%1: the user's folder is missing. The restore point was empty and "
                   "was removed.")
            .arg(subject);
    }
    return OperationResultTr::tr("%1: the user's folder is missing. Its files can be restored from "
                                 "%2.")
        .arg(subject, displayName(report.restorePoint));
}

QString doneText(const OperationResult &result)
{
    const QString subject = result.operation.subject();
    switch (result.operation.kind()) {
    case Kind::Reset:
        return resetDoneText(subject, result.report);
    case Kind::Restore:
        return !result.operation.plan().affectsSync
                   ? OperationResultTr::tr(
                         "The sign-out of %1 was undone: the sessions were restored.")
                         .arg(subject)
                   : OperationResultTr::tr("%1 was restored.").arg(subject);
    case Kind::SignOut:
        return signOutDoneText(subject, result.report);
    case Kind::Resume:
        return resumeDoneText(subject, result.report);
    case Kind::StartServers:
        return OperationResultTr::tr("The server is running: %1").arg(subject);
    case Kind::Delete:
        return OperationResultTr::tr("Restore point %1 was deleted, which freed %2.")
            .arg(subject, bytesText(result.deletion.bytes));
    }
    return {};
}

QString startErrors(const PauseReport &report)
{
    QStringList errors;
    for (const PausedServer &server : report.servers) {
        if (server.startError)
            errors.append(errorText(*server.startError));
    }
    return errors.join(QLatin1Char('\n'));
}

// What is finished of a run of several operations, and stays so when the run is stopped.
QStringList finishedText(const QList<OperationResult> &results, qsizetype total)
{
    if (total < 2)
        return {};
    qsizetype done = 0;
    qsizetype undoable = 0;
    qsizetype failed = 0;
    for (const OperationResult &result : results) {
        done += result.end() == End::Done ? 1 : 0;
        undoable += result.canUndo() ? 1 : 0;
        failed += result.end() == End::Failed ? 1 : 0;
    }
    QStringList sentences{OperationResultTr::tr("%L1 of %L2 are finished.").arg(done).arg(total)};
    if (undoable > 0 && undoable == done)
        sentences.append(OperationResultTr::tr("They can be undone with their restore points."));
    else if (undoable > 0)
        sentences.append(
            OperationResultTr::tr("%L1 of them can be undone with their restore points.")
                .arg(undoable));
    else if (done > 0)
        sentences.append(OperationResultTr::tr("They cannot be undone."));
    if (failed > 0)
        sentences.append(OperationResultTr::tr("%L1 failed.").arg(failed));
    sentences.append(OperationResultTr::tr("The others were not started."));
    return sentences;
}

QString failureText(const OperationResult &result)
{
    const QString subject = result.operation.subject();
    const auto &error =
        result.operation.kind() == Kind::Delete ? result.deletion.error : result.report.error;
    const QString why = error ? errorText(*error) : QString();
    if (result.operation.kind() == Kind::StartServers) {
        return OperationResultTr::tr("The server is not running: %1")
            .arg(result.error ? errorText(*result.error) : startErrors(result.servers));
    }
    if (result.operation.kind() == Kind::Delete)
        return OperationResultTr::tr("Restore point %1 was not deleted: %2").arg(subject, why);
    switch (result.report.outcome) {
    case ResetReport::Outcome::FailedIncomplete:
        return OperationResultTr::tr("%1: failed, and not everything could be rolled back: %2\n%3")
            .arg(subject, why, result.report.leftBehind.join(QLatin1Char('\n')));
    case ResetReport::Outcome::Refused:
        return OperationResultTr::tr("%1: refused, and nothing was changed: %2").arg(subject, why);
    default:
        return OperationResultTr::tr("%1: failed, and everything was rolled back: %2")
            .arg(subject, why);
    }
}

QString undoCommand(const OperationResult &result, const QByteArray &dataRoot)
{
    return shellCommand({"anki-sync-adminctl", "restore", result.report.restorePoint, "--data-root",
                         dataRoot, "--confirm"});
}

} // namespace

PauseSummary summaryOf(const PauseReport &report)
{
    PauseSummary summary;
    QStringList lines;
    if (!report.servers.isEmpty() && !report.allRunAgain()) {
        summary.hasFailed = true;
        lines.append(
            OperationResultTr::tr("The server is not running: %1").arg(startErrors(report)));
    } else if (const QString down = downtimeText(report); !down.isEmpty()) {
        lines.append(OperationResultTr::tr("Server: %1.").arg(down));
    }
    lines += report.warnings;
    summary.text = lines.join(QLatin1Char('\n'));
    return summary;
}

QString messageOf(const OperationResult &result)
{
    const Kind kind = result.operation.kind();
    const bool isOfData =
        kind == Kind::Reset || (kind == Kind::Restore && result.operation.plan().affectsSync);
    return isOfData && result.end() == End::Done && result.report.syncEffect
               ? messageAfter(*result.report.syncEffect, &guidanceText)
               : QString();
}

QString summaryOf(const OperationResult &result)
{
    const bool isDeletion = result.operation.kind() == Kind::Delete;
    switch (result.end()) {
    case End::Done: {
        const QStringList warnings = isDeletion ? result.deletion.warnings : result.report.warnings;
        return (QStringList(doneText(result)) + warnings).join(QLatin1Char('\n'));
    }
    case End::Cancelled:
        return isDeletion ? OperationResultTr::tr(
                                "%1: the deletion was stopped. Delete the restore point again to "
                                "remove the rest.")
                                .arg(result.operation.subject())
                          : OperationResultTr::tr("%1: cancelled. Nothing was changed.")
                                .arg(result.operation.subject());
    case End::Failed:
        break;
    }
    return failureText(result);
}

QString reportOf(const OperationResult &result, const QByteArray &dataRoot)
{
    const Operation &operation = result.operation;
    const QString undo = undoCommand(result, dataRoot);
    switch (operation.kind()) {
    case Kind::Reset:
        return resetText(result.report, undo);
    case Kind::Restore:
        return restoreText(result.report, operation.plan().source, undo);
    case Kind::SignOut:
        return revokeText(result.report, operation.plan(), undo);
    case Kind::Resume:
        return recoveryText(result.report, operation.recovery());
    case Kind::StartServers:
        return result.error ? result.error->message() + QLatin1Char('\n')
                            : serverRecoveryText(result.servers, operation.servers());
    case Kind::Delete:
        return purgeText(result.deletion);
    }
    return {};
}

QString reportOf(const RunReport &report, const QByteArray &dataRoot)
{
    QStringList texts;
    for (const OperationResult &result : report.results)
        texts.append(reportOf(result, dataRoot));
    const QString operations = texts.join(QLatin1Char('\n'));
    if (report.servers.servers.isEmpty())
        return operations;
    const QString command =
        shellCommand({"anki-sync-adminctl", "resume", "--data-root", dataRoot, "--confirm"});
    return serversStoppedText(report.servers) + QLatin1Char('\n') + operations + QLatin1Char('\n') +
           serversStartedText(report.servers, command);
}

QString stoppingText(const Operation *current, const QList<OperationResult> &results,
                     qsizetype total)
{
    const QString subject = current != nullptr ? current->subject() : QString();
    QString text;
    switch (current != nullptr ? current->kind() : Kind::StartServers) {
    case Kind::Delete:
        text = OperationResultTr::tr(
                   "%1 is being deleted. If you stop, you can delete the rest later.")
                   .arg(subject);
        break;
    case Kind::Resume:
        text =
            OperationResultTr::tr("The operation on %1 is being rolled back. If you stop, you can "
                                  "resume it later.")
                .arg(subject);
        break;
    case Kind::StartServers:
        text = OperationResultTr::tr("A server is being stopped or started. The window closes when "
                                     "the server is running again.");
        break;
    default:
        text =
            OperationResultTr::tr("%1 is not finished. If you stop, it is rolled back before the "
                                  "window closes.")
                .arg(subject);
        break;
    }
    return (QStringList(text) + finishedText(results, total)).join(QLatin1Char(' '));
}

} // namespace SyncAdmin::Desktop
