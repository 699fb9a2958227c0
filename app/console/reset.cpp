#include "commandtable.h"
#include "operationcommand.h"
#include "operations/resetplanner.h"
#include "serverstop.h"
#include "target.h"
#include "terminal.h"

#include "base/text.h"
#include "engine/changecause.h"
#include "operations/serverchoice.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/text.h"

namespace SyncAdmin::Console {

namespace {

struct Planned
{
    UserAnalysis analysis;
    ResetPlan plan;
};

// The command for one user names no pattern.
Options withoutMatch(Options options)
{
    options.match.clear();
    return options;
}

// Shows what is to be done to one user; dry runs end with it.
void show(const Planned &planned, const Options &options, bool isOneOfSeveral)
{
    if (options.json) {
        print(jsonLine(toJson(planned.analysis)));
        print(jsonLine(toJson(planned.plan)));
        return;
    }
    print(analysisText(planned.analysis) + QLatin1Char('\n'));
    if (!options.performs()) {
        print(dryRunText(planned.plan,
                         commandFor("reset", {planned.plan.user.name}, withoutMatch(options))));
        if (isOneOfSeveral)
            print(QStringLiteral("\n"));
    } else if (planned.plan.steps.isEmpty()) {
        print(nothingToResetText(planned.plan));
    } else if (isOneOfSeveral) {
        print(planText(planned.plan) + QLatin1Char('\n'));
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

QList<Planned> planAll(Targets &targets, const Options &options, const std::stop_token &stop)
{
    QList<Planned> all;
    for (const UserFolder &user : std::as_const(targets.users)) {
        const auto analysis = analyse(user, targets.options, {{}, stop});
        if (!analysis) {
            const Error cause = causeOfChange(analysis.error(), user);
            targets.outcome = worse(targets.outcome, reportError(cause, options));
            continue;
        }
        const auto plan = planReset(*analysis, resetOptions(options), {{}, stop});
        if (plan) {
            all.append({*analysis, *plan});
            continue;
        }
        if (options.json)
            print(jsonLine(toJson(*analysis)));
        else
            print(analysisText(*analysis));
        targets.outcome = worse(targets.outcome, reportError(plan.error(), options));
    }
    return all;
}

QString question(const QList<ResetPlan> &plans)
{
    if (plans.size() == 1) {
        return QStringLiteral("Are you sure you want to reset user '%1'?")
            .arg(plans.first().user.displayName());
    }
    return QStringLiteral("Are you sure you want to reset %1 users?")
        .arg(groupedNumber(plans.size()));
}

void showResult(const ResetReport &report, const Options &options)
{
    if (options.json)
        print(jsonLine(toJson(report, QStringLiteral("reset"))));
    else
        print(QLatin1Char('\n') + resetText(report, undoCommand(report, options)));
}

// What would be refused whatever the server does is refused before it is stopped.
QList<ResetPlan> worthStopping(const QList<ResetPlan> &plans, const Options &options,
                               QList<InUse> &uses, Exit &outcome)
{
    QList<ResetPlan> kept;
    for (const ResetPlan &plan : plans) {
        std::optional<InUse> use;
        const auto checked = checkBeforeStopping(plan, executionOptions(options), &use);
        if (use)
            uses.append(*use);
        if (checked) {
            kept.append(plan);
            continue;
        }
        const auto report = ResetReport::notBegun(plan.user, checked.error());
        if (options.performs())
            showResult(report, options);
        outcome = worse(outcome, reportOutcome(report, options));
    }
    return kept;
}

Exit perform(const QList<ResetPlan> &plans, const Options &options,
             const ExecutionOptions &execution, bool wasStopped, const std::stop_token &stop)
{
    Exit outcome = Exit::Done;
    bool wasInterrupted = false;
    QStringList done;
    for (const ResetPlan &plan : plans) {
        if (stop.stop_requested()) {
            outcome = worse(outcome, Exit::Interrupted);
            wasInterrupted = true;
            break;
        }
        const Task task{{}, stop};
        const ResetReport report =
            wasStopped ? executeAgain(plan, execution, task) : execute(plan, execution, task);
        showResult(report, options);
        outcome = worse(outcome, reportOutcome(report, options));
        wasInterrupted = report.outcome == ResetReport::Outcome::Cancelled;
        if (report.outcome == ResetReport::Outcome::Done)
            done.append(plan.user.displayName());
    }
    if (wasInterrupted && plans.size() > 1 && !options.json) {
        print(QStringLiteral("\nStopped. Users that were reset: %1\n")
                  .arg(done.isEmpty() ? QStringLiteral("none") : done.join(QStringLiteral(", "))));
    }
    return outcome;
}

// From what is planned to the end.
Exit resetAll(QList<ResetPlan> plans, const Targets &targets, const Options &options,
              const std::stop_token &stop)
{
    Exit outcome = targets.outcome;
    ServerStop server(options, QStringLiteral("reset"));
    if (server.isAsked()) {
        QList<InUse> uses;
        plans = worthStopping(plans, options, uses, outcome);
        if (plans.isEmpty())
            return outcome;
        if (const auto end = server.choose(uses, *targets.root, stop))
            return worse(outcome, *end);
    }
    if (!options.performs())
        return outcome;
    if (!options.yes) {
        if (!options.json)
            print(destructiveText(!options.noRestorePoint));
        if (const auto end = askToGoOn(question(plans), options, stop))
            return worse(outcome, *end);
    }
    const auto operation = [&](const ExecutionOptions &execution, bool wasStopped) {
        return perform(plans, options, execution, wasStopped, stop);
    };
    return worse(outcome, server.around(plans.first().user, operation, stop));
}

Exit runReset(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.isEmpty() && options.match.isEmpty())
        return usageError(QStringLiteral("reset needs the name of a user"), options.command);
    Targets targets = findTargets(options, options.arguments);
    targets.options.threads = options.jobs;
    if (targets.users.isEmpty()) {
        if (targets.outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to reset: no user matches.\n"));
        return targets.outcome;
    }
    const QList<Planned> all = planAll(targets, options, stop);
    QList<ResetPlan> plans;
    for (const Planned &planned : all) {
        show(planned, options, all.size() > 1);
        if (!planned.plan.steps.isEmpty())
            plans.append(planned.plan);
    }
    return plans.isEmpty() ? targets.outcome : resetAll(plans, targets, options, stop);
}

} // namespace

const Command resetCommand{
    "reset",
    "USER...",
    "give users a clean slate",
    "Moves the data of users into restore points, all or nothing, so that they can sync from the "
    "beginning. Without --confirm or --yes it prints the analysis and every operation that would "
    "be performed. A reset is refused while a server holds the files; see --stop-server.",
    "keep-media-files collection-only media-only no-restore-point match stop-server server-stopped "
    "jobs dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"reset john.doe", "Show what a reset would do."},
      {"reset --match 'test-*' --stop-server --confirm",
       "Reset all test users, and stop and start the server around that."}}},
    "restore restore-points analyze",
    &runReset,
};

} // namespace SyncAdmin::Console
