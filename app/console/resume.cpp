#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/pointlist.h"
#include "report/servertext.h"

namespace SyncAdmin::Console {

namespace {

// All points, or the one that is named.
Result<QList<FoundPoint>> chosenPoints(const Context &context)
{
    const Options &options = context.options;
    auto points = allPoints(context);
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

// The oldest operation first.
QList<Operation> planAll(const QList<FoundPoint> &points, const Context &context, Exit &outcome)
{
    QList<Operation> operations;
    for (const FoundPoint &found : points) {
        // An interrupted operation may be hidden behind the error.
        if (found.point.error)
            outcome = worse(outcome, reportError(*found.point.error, context));
        // A point whose operation still runs is planned too, which fails with the reason.
        if (found.point.isEnded())
            continue;
        OperationRequest request;
        request.kind = Operation::Kind::Resume;
        request.points = {found};
        request.movesAside = context.options.bringBack;
        const PlannedOperation planned = context.host.plan(request, context.task()).first();
        if (planned.operation)
            operations.prepend(*planned.operation);
        else
            outcome = worse(outcome, reportError(*planned.error, context));
    }
    return operations;
}

// Starts of the servers that interrupted operations left stopped.
Result<QList<Operation>> planStarts(const Context &context)
{
    OperationRequest request;
    request.kind = Operation::Kind::StartServers;
    QList<Operation> operations;
    for (const PlannedOperation &planned : context.host.plan(request, context.task())) {
        if (planned.error)
            return failure(*planned.error);
        operations.append(*planned.operation);
    }
    return operations;
}

Exit undoAll(const QList<Operation> &operations, const Context &context)
{
    Exit outcome = Exit::Done;
    RunObserver observer;
    observer.finished = [&](const OperationResult &result) {
        if (context.options.json)
            print(jsonLine(toJson(result.report, QStringLiteral("recover"))));
        else
            print(recoveryText(result.report, result.operation.recovery()));
        outcome = worse(outcome, reportOutcome(result.report, context));
    };
    const RunReport report =
        context.host.run(operations, runOptions(context.options), observer, context.task());
    if (report.refusal)
        outcome = worse(outcome, reportError(*report.refusal, context));
    return report.results.size() < operations.size() && report.wasInterrupted
               ? worse(outcome, Exit::Interrupted)
               : outcome;
}

void show(const QList<Operation> &undone, const QList<Operation> &started, const Options &options)
{
    const QString command = commandFor("resume", options.arguments, options);
    for (const Operation &operation : undone) {
        const RecoveryPlan &plan = operation.recovery();
        if (options.json)
            print(jsonLine(toJson(plan.point)));
        else if (options.performs())
            print(recoveryPlanText(plan));
        else
            print(recoveryDryRunText(plan, command));
    }
    for (const Operation &operation : started) {
        const ServerRecovery &servers = operation.servers();
        if (options.json)
            print(jsonLine(toJson(servers)));
        else if (options.performs())
            print(serverRecoveryPlanText(servers));
        else
            print(serverRecoveryDryRunText(servers, command));
    }
}

QString question(const QList<Operation> &undone, const QList<Operation> &started)
{
    QStringList parts;
    if (undone.size() == 1)
        parts.append(QStringLiteral("undo ") + undone.first().recovery().point.displayId());
    else if (!undone.isEmpty())
        parts.append(
            QStringLiteral("undo %1 interrupted operations").arg(groupedNumber(undone.size())));
    for (const Operation &operation : started) {
        for (const LeftServer &server : operation.servers().servers) {
            const bool starts = server.fate == LeftServer::Fate::Stopped ||
                                server.fate == LeftServer::Fate::Unknown;
            parts.append(
                (starts ? QStringLiteral("start ") : QStringLiteral("remove the record of ")) +
                server.server.text());
        }
    }
    return QStringLiteral("Are you sure you want to %1?").arg(parts.join(QStringLiteral(" and ")));
}

// Takes no stop request, because the servers have to run again.
Exit startAll(const QList<Operation> &operations, const Context &context)
{
    Exit outcome = Exit::Done;
    RunObserver observer;
    observer.finished = [&](const OperationResult &result) {
        if (result.error) {
            outcome = worse(outcome, reportError(*result.error, context));
            return;
        }
        if (context.options.json)
            print(jsonLine(serverResultJson(result.servers, QStringLiteral("recover"))));
        else
            print(serverRecoveryText(result.servers, result.operation.servers()));
        for (const PausedServer &server : result.servers.servers) {
            if (!server.startError)
                continue;
            printError(*server.startError);
            outcome = Exit::Incomplete;
        }
    };
    const RunReport report =
        context.host.run(operations, runOptions(context.options), observer, {});
    return report.refusal ? worse(outcome, reportError(*report.refusal, context)) : outcome;
}

// Asks for confirmation and runs the operations. `areServersKnown`: whether the records of stopped
// servers could be read.
Exit resumeAll(const QList<Operation> &undone, const QList<Operation> &started,
               bool areServersKnown, Exit outcome, const Context &context)
{
    if (const auto end = askToGoOn(question(undone, started), context.options, context.stop))
        return worse(outcome, *end);
    // The files first, so that no server reads an incomplete user.
    const Exit undoing = undoAll(undone, context);
    outcome = worse(outcome, undoing);
    if (!areServersKnown && !undone.isEmpty())
        outcome = worse(outcome, Exit::Incomplete);
    if (undoing != Exit::Done && !started.isEmpty()) {
        printHint(
            QStringLiteral("The server was not started because not everything was rolled back."));
        return outcome;
    }
    return worse(outcome, startAll(started, context));
}

Exit runResume(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() > 1) {
        return usageError(QStringLiteral("resume needs the id of one restore point, or none"),
                          options.command);
    }
    const auto points = chosenPoints(context);
    if (!points)
        return reportError(points.error(), context);
    Exit outcome = Exit::Done;
    const QList<Operation> undone = planAll(*points, context, outcome);
    // With an id only its operation is undone; the servers may belong to another one.
    const auto left =
        options.arguments.isEmpty() ? planStarts(context) : Result<QList<Operation>>();
    if (!left) {
        outcome = worse(outcome, reportError(left.error(), context));
        // A damaged record stays damaged, but any other error may be temporary.
        if (options.performs() && left.error().code != Error::Code::BadInput)
            return outcome;
    }
    const QList<Operation> started = left.value_or(QList<Operation>());
    if (undone.isEmpty() && started.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to resume: no operation was interrupted.\n"));
        return outcome;
    }
    show(undone, started, options);
    return options.performs() ? resumeAll(undone, started, left.has_value(), outcome, context)
                              : outcome;
}

} // namespace

const Command resumeCommand{
    "resume",
    "[ID]",
    "undo what was interrupted",
    "Finds operations that were interrupted, for example by a power failure, and undoes them. "
    "Starts "
    "servers that were stopped for such an operation. With ID only the operation of this restore "
    "point is undone. resume, restore and verify refuse restore points that were copied with their "
    "volume or come from a backup, because their records do not apply to the copies.",
    "undo bring-back server-stopped dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"resume", "Show what was interrupted."},
      {"resume --confirm", "Undo it, and start servers that are still stopped."}}},
    "restore-points history",
    &runResume,
};

} // namespace SyncAdmin::Console
