#include "acting.h"
#include "terminal.h"

#include "base/commandline.h"
#include "base/text.h"
#include "engine/recover.h"
#include "operations/serverrecovery.h"
#include "report/actjson.h"
#include "report/acttext.h"
#include "report/json.h"
#include "report/pointlist.h"
#include "report/servertext.h"

namespace SyncAdmin::Console {

namespace {

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

Exit recoverAll(const QList<RecoveryPlan> &plans, const Options &options,
                const std::stop_token &stop)
{
    Exit outcome = Exit::Done;
    RecoveryOptions recovery;
    recovery.setAside = options.setAside;
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

// The servers that an interrupted act has stopped.
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
    const QString command = commandFor("recover", {}, options);
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
    QStringList acts;
    if (plans.size() == 1)
        acts.append(QStringLiteral("put back ") + plans.first().point.displayId());
    else if (!plans.isEmpty())
        acts.append(
            QStringLiteral("put back %1 interrupted operations").arg(groupedNumber(plans.size())));
    for (const ServerRecovery &left : servers) {
        for (const LeftServer &server : left.servers) {
            const bool starts = server.fate == LeftServer::Fate::Stopped ||
                                server.fate == LeftServer::Fate::Unknown;
            acts.append((starts ? QStringLiteral("start ") : QStringLiteral("forget ")) +
                        server.server.text());
        }
    }
    return QStringLiteral("Are you sure you want to %1?").arg(acts.join(QStringLiteral(" and ")));
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
            printError(server.startError->message());
            outcome = worse(outcome, Exit::Failed);
        }
    }
    return outcome;
}

} // namespace

Exit runRecover(const Options &options, const std::stop_token &stop)
{
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("recover takes no names: it finds what was interrupted"));
    const auto points = allPoints(options);
    if (!points)
        return reportError(points.error(), options);
    Exit outcome = Exit::Done;
    const QList<RecoveryPlan> plans = planAll(*points, options, outcome);
    const auto found = leftServers(options, stop);
    if (!found) {
        outcome = worse(outcome, reportError(found.error(), options));
        // What a damaged record says is lost; any other error may pass.
        if (options.performs() && found.error().code != Error::Code::BadInput)
            return outcome;
    }
    const QList<ServerRecovery> servers = found.value_or(QList<ServerRecovery>());
    if (plans.isEmpty() && servers.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to recover: no operation was interrupted.\n"));
        return outcome;
    }
    show(plans, servers, options);
    if (!options.performs())
        return outcome;
    if (const auto end = askToGoOn(question(plans, servers), options, stop))
        return worse(outcome, *end);
    // The files first: no server is to see half of them.
    const Exit putBack = recoverAll(plans, options, stop);
    outcome = worse(outcome, putBack);
    if (!found && !plans.isEmpty())
        outcome = worse(outcome, Exit::Incomplete);
    if (putBack != Exit::Done && !servers.isEmpty()) {
        printHint(QStringLiteral("The server was not started, for not everything was put back."));
        return outcome;
    }
    return worse(outcome, startAll(servers, options));
}

} // namespace SyncAdmin::Console
