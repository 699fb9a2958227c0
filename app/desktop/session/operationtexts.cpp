#include "session/operations.h"

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

using Kind = OperationRequest::Kind;

QString doneText(const OperationResult &result)
{
    const QString subject = result.request.subject();
    switch (result.request.kind) {
    case Kind::Reset:
        if (result.report.outcome == ResetReport::Outcome::NothingToDo)
            return OperationResultTr::tr("%1: there was nothing to reset.").arg(subject);
        if (!result.report.undeleted.isEmpty())
            return OperationResultTr::tr(
                       "%1 was reset, but the old data are not completely deleted.")
                .arg(subject);
        if (result.report.restorePoint.isEmpty())
            return OperationResultTr::tr("%1 was reset, without a restore point.").arg(subject);
        return OperationResultTr::tr("%1 was reset. Restore point %2 holds %3.")
            .arg(subject, displayName(result.report.restorePoint), bytesText(result.report.bytes));
    case Kind::Restore:
        if (!result.request.plan.affectsSync)
            return OperationResultTr::tr(
                       "The sessions of before those of %1 were revoked are back.")
                .arg(subject);
        return OperationResultTr::tr("%1 was restored.").arg(subject);
    case Kind::Revoke:
        if (!result.report.undeleted.isEmpty())
            return OperationResultTr::tr(
                       "%1: the sessions were revoked, but the old session.db is not "
                       "completely deleted.")
                .arg(subject);
        return OperationResultTr::tr("%1: the sessions were revoked. Restore point %2 undoes that.")
            .arg(subject, displayName(result.report.restorePoint));
    case Kind::Recover:
        if (result.report.isUserGone && result.report.restorePoint.isEmpty())
            return OperationResultTr::tr(
                       "%1: the user's folder is missing, and nothing had been moved out of it.")
                .arg(subject);
        if (result.report.isUserGone)
            return OperationResultTr::tr(
                       "%1: the user's folder is missing. What had been moved out of it can be "
                       "restored from %2.")
                .arg(subject, displayName(result.report.restorePoint));
        return OperationResultTr::tr("%1: the interrupted operation was put back.").arg(subject);
    case Kind::StartServer:
        return OperationResultTr::tr("The server runs: %1").arg(subject);
    case Kind::Purge:
        return OperationResultTr::tr("Restore point %1 was purged, %2 freed.")
            .arg(subject, bytesText(result.purge.bytes));
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

// What stays of a run of several, whatever becomes of the rest.
QStringList doneSoFar(const QList<OperationResult> &results, qsizetype total)
{
    if (total < 2)
        return {};
    qsizetype done = 0;
    qsizetype undoable = 0;
    qsizetype failed = 0;
    for (const OperationResult &result : results) {
        done += result.end() == OperationResult::End::Done ? 1 : 0;
        undoable += result.canUndo() ? 1 : 0;
        failed += result.end() == OperationResult::End::Failed ? 1 : 0;
    }
    QStringList sentences{
        OperationResultTr::tr("%L1 of %L2 are finished and stay so.").arg(done).arg(total)};
    if (undoable > 0 && undoable == done)
        sentences.append(OperationResultTr::tr("Their restore points undo them."));
    else if (undoable > 0)
        sentences.append(OperationResultTr::tr("Restore points undo %L1 of them.").arg(undoable));
    else if (done > 0)
        sentences.append(OperationResultTr::tr("They cannot be undone."));
    if (failed > 0)
        sentences.append(OperationResultTr::tr("%L1 failed.").arg(failed));
    sentences.append(OperationResultTr::tr("The others have not begun."));
    return sentences;
}

QString undoCommand(const OperationResult &result)
{
    return shellCommand({"anki-sync-adminctl", "restore", result.report.restorePoint, "--data-root",
                         result.request.dataRoot, "--confirm"});
}

} // namespace

PauseSummary summaryOf(const PauseReport &report)
{
    PauseSummary summary;
    QStringList lines;
    if (!report.servers.isEmpty() && !report.allRunAgain()) {
        summary.hasFailed = true;
        lines.append(OperationResultTr::tr("The server does not run: %1").arg(startErrors(report)));
    } else if (const QString down = downtimeText(report); !down.isEmpty()) {
        lines.append(OperationResultTr::tr("Server: %1.").arg(down));
    }
    lines += report.warnings;
    summary.text = lines.join(QLatin1Char('\n'));
    return summary;
}

QString reportOf(const PauseReport &report, const QByteArray &dataRoot, const QString &operations)
{
    if (report.servers.isEmpty())
        return operations;
    const QString command =
        shellCommand({"anki-sync-adminctl", "resume", "--data-root", dataRoot, "--confirm"});
    return serversStoppedText(report) + QLatin1Char('\n') + operations + QLatin1Char('\n') +
           serversStartedText(report, command);
}

QString OperationRequest::subject() const
{
    if (kind == Kind::Purge)
        return point->point.displayId();
    if (kind == Kind::StartServer)
        return serverNames(left->record.servers);
    return user().displayName();
}

UserFolder OperationRequest::user() const
{
    return kind == Kind::Recover ? recovery->user : plan.user;
}

OperationResult::End OperationResult::end() const
{
    if (request.kind == Kind::Purge) {
        switch (purge.outcome) {
        case PurgeReport::Outcome::Done:
            return End::Done;
        case PurgeReport::Outcome::Cancelled:
            return End::Cancelled;
        default:
            return End::Failed;
        }
    }
    if (request.kind == Kind::StartServer)
        return !failed && servers.allRunAgain() ? End::Done : End::Failed;
    if (report.succeeded())
        return End::Done;
    return report.outcome == ResetReport::Outcome::Cancelled ? End::Cancelled : End::Failed;
}

bool OperationResult::canUndo() const
{
    return (request.kind == Kind::Reset || request.kind == Kind::Restore ||
            request.kind == Kind::Revoke) &&
           end() == End::Done && !report.restorePoint.isEmpty();
}

QString OperationResult::message() const
{
    const bool isOfData =
        request.kind == Kind::Reset || (request.kind == Kind::Restore && request.plan.affectsSync);
    return isOfData && end() == End::Done && report.syncEffect
               ? messageAfter(*report.syncEffect, &guidanceText)
               : QString();
}

QString OperationResult::summary() const
{
    const QString subject = request.subject();
    if (end() == End::Done) {
        const QStringList warnings = request.kind == Kind::Purge ? purge.warnings : report.warnings;
        return (QStringList(doneText(*this)) + warnings).join(QLatin1Char('\n'));
    }
    if (end() == End::Cancelled) {
        return request.kind == Kind::Purge
                   ? OperationResultTr::tr("%1: purging was stopped; the rest can be purged again.")
                         .arg(subject)
                   : OperationResultTr::tr("%1: cancelled. Everything is as before.").arg(subject);
    }
    if (request.kind == Kind::StartServer)
        return OperationResultTr::tr("The server does not run: %1")
            .arg(failed ? errorText(*failed) : startErrors(servers));
    const auto &error = request.kind == Kind::Purge ? purge.error : report.error;
    const QString why = error ? errorText(*error) : QString();
    if (request.kind == Kind::Purge)
        return OperationResultTr::tr("Restore point %1 could not be purged: %2").arg(subject, why);
    if (report.outcome == ResetReport::Outcome::FailedIncomplete) {
        return OperationResultTr::tr("%1: failed, and not everything could be put back: %2\n%3")
            .arg(subject, why, report.leftBehind.join(QLatin1Char('\n')));
    }
    if (report.outcome == ResetReport::Outcome::Refused)
        return OperationResultTr::tr("%1: refused, nothing was changed: %2").arg(subject, why);
    return OperationResultTr::tr("%1: failed, everything was put back: %2").arg(subject, why);
}

QString OperationResult::text() const
{
    switch (request.kind) {
    case Kind::Reset:
        return resetText(report, undoCommand(*this));
    case Kind::Restore:
        return restoreText(report, request.plan.source, undoCommand(*this));
    case Kind::Revoke:
        return revokeText(report, request.plan, undoCommand(*this));
    case Kind::Recover:
        return recoveryText(report, *request.recovery);
    case Kind::StartServer:
        return failed ? failed->message() + QLatin1Char('\n')
                      : serverRecoveryText(servers, *request.left);
    case Kind::Purge:
        return purgeText(purge);
    }
    return {};
}

QString Operations::stoppingText() const
{
    QStringList sentences;
    switch (m_current ? m_current->kind : Kind::StartServer) {
    case Kind::Purge:
        sentences.append(tr("%1 is being purged. When that is stopped, the rest can be purged "
                            "later.")
                             .arg(m_current->subject()));
        break;
    case Kind::Recover:
        sentences.append(tr("%1 is being put back. When that is stopped, the rest can be put back "
                            "later.")
                             .arg(m_current->subject()));
        break;
    case Kind::StartServer:
        sentences.append(tr("A server is being stopped or started. The window closes once it runs "
                            "again."));
        break;
    default:
        sentences.append(tr("%1 is not finished. When it is stopped, it is rolled back before the "
                            "window closes.")
                             .arg(m_current->subject()));
        break;
    }
    sentences += doneSoFar(m_results, m_total);
    return sentences.join(QLatin1Char(' '));
}

} // namespace SyncAdmin::Desktop
