#include "deletion.h"

#include "outcome.h"
#include "terminal.h"

#include "base/text.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/pointlist.h"

namespace SyncAdmin::Console {

namespace {

Exit outcomeOf(const PurgeReport &report, const Context &context)
{
    using Outcome = PurgeReport::Outcome;
    if (report.outcome == Outcome::Done || report.outcome == Outcome::Failed || report.files > 0)
        recordChange();
    if (report.outcome == Outcome::Done)
        return Exit::Done;
    if (report.outcome == Outcome::Cancelled)
        return Exit::Interrupted;
    const Exit failed = report.error ? reportError(*report.error, context) : Exit::Failed;
    return report.outcome == Outcome::Failed ? Exit::Incomplete : failed;
}

Exit deleteAll(const QList<FoundPoint> &points, const Context &context)
{
    const bool isJson = context.options.json;
    if (!isJson)
        print(QStringLiteral("=== PERFORMING DELETION ===\n"));
    QList<Operation> operations;
    for (const FoundPoint &point : points)
        operations.append(Operation::deletePoint(point));
    Exit outcome = Exit::Done;
    std::optional<ProgressLine> line;
    RunObserver observer;
    observer.started = [&line](qsizetype) { line.emplace(QStringLiteral("deleting")); };
    observer.progressed = [&line](const Progress &progress) { line->show(progress); };
    observer.finished = [&](const OperationResult &result) {
        line.reset();
        if (isJson)
            print(jsonLine(toJson(result.deletion)));
        else
            print(purgeText(result.deletion));
        outcome = worse(outcome, outcomeOf(result.deletion, context));
    };
    const RunReport report =
        context.host.run(operations, runOptions(context.options), observer, context.task());
    if (report.refusal)
        outcome = worse(outcome, reportError(*report.refusal, context));
    return report.wasInterrupted && report.results.size() < points.size()
               ? worse(outcome, Exit::Interrupted)
               : outcome;
}

QString question(const QList<RestorePoint> &points)
{
    return QStringLiteral("Are you sure you want to delete %1 for good?")
        .arg(points.size() == 1 ? QStringLiteral("restore point ") + points.first().displayId()
                                : groupedNumber(points.size()) + QStringLiteral(" restore points"));
}

} // namespace

bool isDeletedByPolicy(const RestorePoint &point)
{
    return point.isEnded() && point.state != RestorePoint::State::Unreadable;
}

Exit deletePoints(const QList<FoundPoint> &points, Exit outcome, const Context &context)
{
    const Options &options = context.options;
    if (points.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to delete.\n"));
        return outcome;
    }
    QList<RestorePoint> values;
    QByteArrayList ids;
    for (const FoundPoint &found : points) {
        values.append(found.point);
        ids.append(found.point.id);
        if (options.json)
            print(jsonLine(toJson(found.point)));
    }
    if (!options.performs()) {
        if (!options.json)
            print(purgeDryRunText(values, commandFor("delete", ids, options)));
        return outcome;
    }
    if (!options.json)
        print(purgePlanText(values));
    if (const auto end = askToGoOn(question(values), options, context.stop))
        return worse(outcome, *end);
    return worse(outcome, deleteAll(points, context));
}

} // namespace SyncAdmin::Console
