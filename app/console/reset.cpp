#include "commandtable.h"
#include "operationcommand.h"
#include "serverstop.h"
#include "target.h"
#include "terminal.h"

#include "base/text.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/text.h"

namespace SyncAdmin::Console {

namespace {

// For the command that resets one user.
Options withoutMatch(Options options)
{
    options.match.clear();
    return options;
}

// Prints the analysis and the plan of one user.
void show(const UserAnalysis &analysis, const ResetPlan &plan, const Options &options,
          bool isOneOfSeveral)
{
    if (options.json) {
        print(jsonLine(toJson(analysis)));
        print(jsonLine(toJson(plan)));
        return;
    }
    print(analysisText(analysis) + QLatin1Char('\n'));
    if (!options.performs()) {
        print(dryRunText(plan, commandFor("reset", {plan.user.name}, withoutMatch(options))));
        if (isOneOfSeveral)
            print(QStringLiteral("\n"));
    } else if (plan.steps.isEmpty()) {
        print(nothingToResetText(plan));
    } else if (isOneOfSeveral) {
        print(planText(plan) + QLatin1Char('\n'));
    }
}

ResetOptions resetOptions(const Options &options)
{
    ResetOptions wanted;
    wanted.keepMediaFiles = options.keepMediaFiles;
    if (options.collectionOnly)
        wanted.scope = ResetScope::Collection;
    else if (options.mediaOnly)
        wanted.scope = ResetScope::Media;
    return wanted;
}

// The operations that can be planned. The errors of the others are printed.
QList<PlannedOperation> planAll(Targets &targets, const Context &context)
{
    const Options &options = context.options;
    OperationRequest request;
    request.users = targets.users;
    request.reset = resetOptions(options);
    request.analysis = targets.request;
    QList<PlannedOperation> all = context.host.plan(request, context.task());
    for (const PlannedOperation &planned : std::as_const(all)) {
        if (!planned.error)
            continue;
        if (planned.analysis && options.json)
            print(jsonLine(toJson(*planned.analysis)));
        else if (planned.analysis)
            print(analysisText(*planned.analysis));
        targets.outcome = worse(targets.outcome, reportError(*planned.error, context));
    }
    all.removeIf([](const PlannedOperation &planned) { return planned.error.has_value(); });
    return all;
}

QString question(const QList<Operation> &operations)
{
    if (operations.size() == 1) {
        return QStringLiteral("Are you sure you want to reset user '%1'?")
            .arg(operations.first().user().displayName());
    }
    return QStringLiteral("Are you sure you want to reset %1 users?")
        .arg(groupedNumber(operations.size()));
}

Exit showReset(const ResetReport &report, const Context &context)
{
    const Options &options = context.options;
    if (options.json)
        print(jsonLine(toJson(report, QStringLiteral("reset"))));
    else
        print(QLatin1Char('\n') + resetText(report, undoCommand(report, options)));
    return reportOutcome(report, context);
}

// The operations that stopping the server makes possible. The others are refused before the server
// is stopped.
QList<Operation> worthStopping(const QList<Operation> &operations, const Context &context,
                               QList<InUse> &uses, Exit &outcome)
{
    const Options &options = context.options;
    QList<Operation> kept;
    for (const Operation &operation : operations) {
        const CheckReport checked = context.host.check(operation, runOptions(options), true);
        if (checked.inUse)
            uses.append(*checked.inUse);
        if (!checked.refusal) {
            kept.append(operation);
            continue;
        }
        const auto report = ResetReport::notBegun(operation.user(), *checked.refusal);
        outcome = worse(outcome, options.performs() ? showReset(report, context)
                                                    : reportOutcome(report, context));
    }
    return kept;
}

Exit perform(const QList<Operation> &operations, const ServerStop &server, const Context &context)
{
    QStringList done;
    const auto show = [&](const OperationResult &result) {
        if (result.report.outcome == ResetReport::Outcome::Done)
            done.append(result.operation.user().displayName());
        return showReset(result.report, context);
    };
    const auto stopped = [&] {
        if (operations.size() < 2 || context.options.json)
            return;
        print(QStringLiteral("\nStopped. Users that were reset: %1\n")
                  .arg(done.isEmpty() ? QStringLiteral("none") : done.join(QStringLiteral(", "))));
    };
    return server.run(operations, {show, stopped});
}

// Asks for confirmation and runs the planned operations.
Exit resetAll(QList<Operation> operations, Exit outcome, const Context &context)
{
    const Options &options = context.options;
    ServerStop server(context, QStringLiteral("reset"));
    if (server.isAsked()) {
        QList<InUse> uses;
        operations = worthStopping(operations, context, uses, outcome);
        if (operations.isEmpty())
            return outcome;
        if (const auto end = server.choose(uses))
            return worse(outcome, *end);
    }
    if (!options.performs())
        return outcome;
    if (!options.yes) {
        if (!options.json)
            print(destructiveText(!options.noRestorePoint));
        if (const auto end = askToGoOn(question(operations), options, context.stop))
            return worse(outcome, *end);
    }
    return worse(outcome, perform(operations, server, context));
}

Exit runReset(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.isEmpty() && options.match.isEmpty())
        return usageError(QStringLiteral("reset needs the name of a user"), options.command);
    Targets targets = findTargets(context, options.arguments);
    targets.request.threads = options.jobs;
    if (targets.users.isEmpty()) {
        if (targets.outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to reset: no user matches.\n"));
        return targets.outcome;
    }
    const QList<PlannedOperation> all = planAll(targets, context);
    QList<Operation> operations;
    for (const PlannedOperation &planned : all) {
        const ResetPlan &plan = planned.operation->plan();
        show(*planned.analysis, plan, options, all.size() > 1);
        if (!plan.steps.isEmpty())
            operations.append(*planned.operation);
    }
    return operations.isEmpty() ? targets.outcome : resetAll(operations, targets.outcome, context);
}

} // namespace

const Command resetCommand{
    "reset",
    "USER...",
    "reset users for a clean sync",
    "Moves the data of users into restore points, all or nothing, so that they can sync from the "
    "beginning. Without --confirm or --yes it prints the analysis and every operation that would "
    "be performed. A reset is refused while a server holds the files; see --stop-server.",
    "keep-media-files collection-only media-only no-restore-point match stop-server server-stopped "
    "jobs dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"reset john.doe", "Show what a reset would do."},
      {"reset --match 'test-*' --stop-server --confirm",
       "Reset all test users while the server is stopped."}}},
    "restore restore-points analyze",
    &runReset,
};

} // namespace SyncAdmin::Console
