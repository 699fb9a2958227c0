#include "deletion.h"

#include "outcome.h"
#include "terminal.h"

#include "base/commandline.h"
#include "base/text.h"
#include "engine/purge.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/pointlist.h"

namespace SyncAdmin::Console {

namespace {

Exit outcomeOf(const PurgeReport &report, const Options &options)
{
    using Outcome = PurgeReport::Outcome;
    if (report.outcome == Outcome::Done || report.outcome == Outcome::Failed || report.files > 0)
        recordChange();
    if (report.outcome == Outcome::Done)
        return Exit::Done;
    if (report.outcome == Outcome::Cancelled)
        return Exit::Interrupted;
    const Exit failed = report.error ? reportError(*report.error, options) : Exit::Failed;
    return report.outcome == Outcome::Failed ? Exit::Incomplete : failed;
}

Exit deleteAll(const QList<FoundPoint> &points, const Options &options, const std::stop_token &stop)
{
    Exit outcome = Exit::Done;
    if (!options.json)
        print(QStringLiteral("=== PERFORMING DELETION ===\n"));
    for (const FoundPoint &found : points) {
        PurgeReport report;
        {
            ProgressLine line(QStringLiteral("deleting"));
            const Task task{[&line](const Progress &progress) { line.show(progress); }, stop};
            report = purge(found.store, found.point, {shellCommand(options.words)}, task);
        }
        if (options.json)
            print(jsonLine(toJson(report)));
        else
            print(purgeText(report));
        outcome = worse(outcome, outcomeOf(report, options));
        if (report.outcome == PurgeReport::Outcome::Cancelled)
            break;
    }
    return outcome;
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

Exit deletePoints(const QList<FoundPoint> &points, Exit outcome, const Options &options,
                  const std::stop_token &stop)
{
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
    if (const auto end = askToGoOn(question(values), options, stop))
        return worse(outcome, *end);
    return worse(outcome, deleteAll(points, options, stop));
}

} // namespace SyncAdmin::Console
