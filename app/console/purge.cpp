#include "acting.h"
#include "terminal.h"

#include "base/commandline.h"
#include "base/displayname.h"
#include "base/text.h"
#include "engine/purge.h"
#include "report/actjson.h"
#include "report/acttext.h"
#include "report/json.h"
#include "report/pointlist.h"

#include <QDateTime>

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

bool isOldEnough(const RestorePoint &point, qint64 seconds)
{
    return point.manifest.made.isValid() &&
           point.manifest.made.secsTo(QDateTime::currentDateTimeUtc()) >= seconds;
}

// What is interrupted is left to recover, and what cannot be read may be that, unless it is asked
// for by its id.
QList<FoundPoint> chosen(const QList<FoundPoint> &all, const Options &options, Exit &outcome)
{
    QList<FoundPoint> points;
    for (const FoundPoint &found : all) {
        const bool isEnded =
            found.point.isEnded() && found.point.state != RestorePoint::State::Unreadable;
        if ((options.all && isEnded) ||
            (options.olderThan && isEnded && isOldEnough(found.point, *options.olderThan)))
            points.append(found);
    }
    for (const QByteArray &id : options.arguments) {
        const auto named = std::find_if(all.begin(), all.end(), [&id](const FoundPoint &found) {
            return found.point.id == id || found.point.displayId().toUtf8() == id;
        });
        if (named != all.end())
            points.append(*named);
        else
            outcome = worse(outcome, reportError({Error::Code::UnknownRestorePoint,
                                                  displayName(options.dataRoot), displayName(id)},
                                                 options));
    }
    return points;
}

Exit purgeAll(const QList<FoundPoint> &points, const Options &options, const std::stop_token &stop)
{
    Exit outcome = Exit::Done;
    if (!options.json)
        print(QStringLiteral("=== PERFORMING PURGE ===\n"));
    for (const FoundPoint &found : points) {
        PurgeReport report;
        {
            ProgressLine line(QStringLiteral("deleting"));
            const Task task{[&line](const Progress &progress) { line.show(progress); }, stop};
            report = purge(found.store, found.point, {shellCommand(options.words)}, task);
        }
        print(options.json ? jsonLine(toJson(report)) : purgeText(report).toUtf8());
        if (report.outcome == PurgeReport::Outcome::Cancelled)
            return worse(outcome, Exit::Interrupted);
        if (report.outcome == PurgeReport::Outcome::Done)
            continue;
        const Exit failed = report.error ? reportError(*report.error, options) : Exit::Failed;
        outcome = worse(outcome,
                        report.outcome == PurgeReport::Outcome::Failed ? Exit::Incomplete : failed);
    }
    return outcome;
}

} // namespace

Exit runPurge(const Options &options, const std::stop_token &stop)
{
    const int ways =
        (options.all ? 1 : 0) + (options.olderThan ? 1 : 0) + (options.arguments.isEmpty() ? 0 : 1);
    if (ways != 1) {
        return usageError(
            QStringLiteral("purge needs the ids of restore points, or --older-than, or --all"));
    }
    const auto all = allPoints(options);
    if (!all)
        return reportError(all.error(), options);
    Exit outcome = Exit::Done;
    const QList<FoundPoint> points = chosen(*all, options, outcome);
    if (points.isEmpty()) {
        if (outcome == Exit::Done && !options.json)
            print(QStringLiteral("Nothing to purge.\n"));
        return outcome;
    }
    QList<RestorePoint> values;
    QByteArrayList ids;
    for (const FoundPoint &found : points) {
        values.append(found.point);
        ids.append(found.point.id);
    }
    if (options.json) {
        for (const RestorePoint &point : std::as_const(values))
            print(jsonLine(toJson(point)));
    }
    if (!options.performs()) {
        if (!options.json)
            print(purgeDryRunText(values, commandFor("purge", ids, options)));
        return outcome;
    }
    if (!options.json)
        print(purgePlanText(values));
    const QString question =
        QStringLiteral("Are you sure you want to delete %1 for good?")
            .arg(values.size() == 1
                     ? QStringLiteral("restore point ") + values.first().displayId()
                     : groupedNumber(values.size()) + QStringLiteral(" restore points"));
    if (const auto end = askToGoOn(question, options, stop))
        return worse(outcome, *end);
    return worse(outcome, purgeAll(points, options, stop));
}

} // namespace SyncAdmin::Console
