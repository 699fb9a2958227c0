#include "acting.h"
#include "terminal.h"

#include "base/text.h"
#include "report/actjson.h"
#include "report/acttext.h"
#include "report/commandline.h"
#include "report/json.h"
#include "report/pointlist.h"
#include "reset/recover.h"

namespace SyncAdmin::Console {

namespace {

QList<RecoveryPlan> planAll(const QList<FoundPoint> &points, const Options &options, Exit &outcome)
{
    QList<RecoveryPlan> plans;
    for (const FoundPoint &found : points) {
        if (found.point.state != RestorePoint::State::Interrupted &&
            found.point.state != RestorePoint::State::Unfinished)
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
            return Exit::Interrupted;
        const ResetReport report = recover(plan, recovery, {{}, stop});
        if (options.json)
            print(jsonLine(toJson(report, QStringLiteral("recover"))));
        else
            print(recoveryText(report, plan));
        outcome = worse(outcome, reportOutcome(report, options));
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
    if (plans.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to recover: no operation was interrupted.\n"));
        return outcome;
    }
    for (const RecoveryPlan &plan : plans) {
        if (options.json)
            print(jsonLine(toJson(plan.point)));
        else if (options.performs())
            print(recoveryPlanText(plan));
        else
            print(recoveryDryRunText(plan, commandFor("recover", {}, options)));
    }
    if (!options.performs())
        return outcome;
    const QString question =
        QStringLiteral("Are you sure you want to put back %1?")
            .arg(plans.size() == 1
                     ? plans.first().point.displayId()
                     : groupedNumber(plans.size()) + QStringLiteral(" interrupted operations"));
    if (const auto end = askToGoOn(question, options, stop))
        return worse(outcome, *end);
    return worse(outcome, recoverAll(plans, options, stop));
}

} // namespace SyncAdmin::Console
