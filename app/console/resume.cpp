#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "base/commandline.h"
#include "base/displayname.h"
#include "base/text.h"
#include "engine/recover.h"
#include "operations/serverrecovery.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/pointlist.h"
#include "report/servertext.h"

namespace SyncAdmin::Console {

namespace {

// All points, or the one that is named.
Result<QList<FoundPoint>> chosenPoints(const Options &options)
{
    auto points = allPoints(options);
    if (!points || options.arguments.isEmpty())
        return points;
    const QByteArray id = options.arguments.first();
    points->removeIf([&id](const FoundPoint &found) {
        return found.point.id != id && found.point.displayId().toUtf8() != id;
    });
    if (!points->isEmpty())
        return points;
    return failure(Error::Code::UnknownRestorePoint, displayName(options.dataRoot),
                   displayName(id));
}

QList<RecoveryPlan> planAll(const QList<FoundPoint> &points, const Options &options, Exit &outcome)
{
    QList<RecoveryPlan> plans;
    for (const FoundPoint &found : points) {
        // It may be the very one.
        if (found.point.error)
            outcome = worse(outcome, reportError(*found.point.error, options));
        // What is under way says so.
        if (found.point.isEnded())
            continue;
        const auto plan = planRecovery(found.store, found.point);
        if (plan)
            plans.prepend(*plan); // the points come the newest first
        else
            outcome = worse(outcome, reportError(plan.error(), options));
    }
    return plans;
}

Exit undoAll(const QList<RecoveryPlan> &plans, const Options &options, const std::stop_token &stop)
{
    Exit outcome = Exit::Done;
    RecoveryOptions recovery;
    recovery.setAside = options.bringBack;
    recovery.serverStopped = options.serverStopped;
    recovery.commandLine = shellCommand(options.words);
    for (const RecoveryPlan &plan : plans) {
        if (stop.stop_requested())
            return worse(outcome, Exit::Interrupted);
        const ResetReport report = recover(plan, recovery, {{}, stop});
        if (options.json)
            print(jsonLine(toJson(report, QStringLiteral("recover"))));
        else
            print(recoveryText(report, plan));
        outcome = worse(outcome, reportOutcome(report, options));
    }
    return outcome;
}

// The servers that an interrupted operation has stopped.
Result<QList<ServerRecovery>> leftServers(const Options &options, const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(const auto stores, allStores(options));
    QList<ServerRecovery> left;
    for (const RestorePointStore &store : stores) {
        ASSIGN_OR_RETURN(const auto recovery, planServerRecovery(store, {{}, stop}));
        if (recovery)
            left.append(*recovery);
    }
    return left;
}

void show(const QList<RecoveryPlan> &plans, const QList<ServerRecovery> &servers,
          const Options &options)
{
    const QString command = commandFor("resume", options.arguments, options);
    for (const RecoveryPlan &plan : plans) {
        if (options.json)
            print(jsonLine(toJson(plan.point)));
        else if (options.performs())
            print(recoveryPlanText(plan));
        else
            print(recoveryDryRunText(plan, command));
    }
    for (const ServerRecovery &server : servers) {
        if (options.json)
            print(jsonLine(toJson(server)));
        else if (options.performs())
            print(serverRecoveryPlanText(server));
        else
            print(serverRecoveryDryRunText(server, command));
    }
}

QString question(const QList<RecoveryPlan> &plans, const QList<ServerRecovery> &servers)
{
    QStringList parts;
    if (plans.size() == 1)
        parts.append(QStringLiteral("undo ") + plans.first().point.displayId());
    else if (!plans.isEmpty())
        parts.append(
            QStringLiteral("undo %1 interrupted operations").arg(groupedNumber(plans.size())));
    for (const ServerRecovery &left : servers) {
        for (const LeftServer &server : left.servers) {
            const bool starts = server.fate == LeftServer::Fate::Stopped ||
                                server.fate == LeftServer::Fate::Unknown;
            parts.append((starts ? QStringLiteral("start ") : QStringLiteral("forget ")) +
                         server.server.text());
        }
    }
    return QStringLiteral("Are you sure you want to %1?").arg(parts.join(QStringLiteral(" and ")));
}

Exit startAll(const QList<ServerRecovery> &servers, const Options &options)
{
    Exit outcome = Exit::Done;
    PauseOptions pause;
    pause.commandLine = shellCommand(options.words);
    for (const ServerRecovery &left : servers) {
        const auto report = startLeftServers(left, pause);
        if (!report) {
            outcome = worse(outcome, reportError(report.error(), options));
            continue;
        }
        if (options.json)
            print(jsonLine(serverResultJson(*report, QStringLiteral("recover"))));
        else
            print(serverRecoveryText(*report, left));
        for (const PausedServer &server : report->servers) {
            if (!server.startError)
                continue;
            printError(*server.startError);
            outcome = Exit::Incomplete;
        }
    }
    return outcome;
}

Exit runResume(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() > 1) {
        return usageError(QStringLiteral("resume needs the id of one restore point, or none"),
                          options.command);
    }
    const auto points = chosenPoints(options);
    if (!points)
        return reportError(points.error(), options);
    Exit outcome = Exit::Done;
    const QList<RecoveryPlan> plans = planAll(*points, options, outcome);
    // What is named is one operation; servers may belong to another.
    const auto found =
        options.arguments.isEmpty() ? leftServers(options, stop) : Result<QList<ServerRecovery>>();
    if (!found) {
        outcome = worse(outcome, reportError(found.error(), options));
        // What a damaged record says is lost; any other error may pass.
        if (options.performs() && found.error().code != Error::Code::BadInput)
            return outcome;
    }
    const QList<ServerRecovery> servers = found.value_or(QList<ServerRecovery>());
    if (plans.isEmpty() && servers.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to resume: no operation was interrupted.\n"));
        return outcome;
    }
    show(plans, servers, options);
    if (!options.performs())
        return outcome;
    if (const auto end = askToGoOn(question(plans, servers), options, stop))
        return worse(outcome, *end);
    // The files first: no server is to see half of them.
    const Exit undone = undoAll(plans, options, stop);
    outcome = worse(outcome, undone);
    if (!found && !plans.isEmpty())
        outcome = worse(outcome, Exit::Incomplete);
    if (undone != Exit::Done && !servers.isEmpty()) {
        printHint(
            QStringLiteral("The server was not started because not everything was rolled back."));
        return outcome;
    }
    return worse(outcome, startAll(servers, options));
}

} // namespace

const Command resumeCommand{
    "resume",
    "[ID]",
    "undo what was interrupted",
    "Finds operations that were interrupted, for example by a power cut, and undoes them. It also "
    "finds servers that were stopped for an operation and still are, and starts them. With ID only "
    "the operation of this restore point is undone. It is refused, as are restore and verify, "
    "where the restore points were copied with their volume or come from a backup: their records "
    "do not apply to the copies.",
    "undo bring-back server-stopped dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"resume", "Show what was interrupted."},
      {"resume --confirm", "Undo it, and start servers that are still stopped."}}},
    "restore-points history",
    &runResume,
};

} // namespace SyncAdmin::Console
