#include "commandtable.h"
#include "deletion.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

// The points that neither --keep-last nor --keep-within keeps, counted for each user.
QList<FoundPoint> outsideThePolicy(QList<FoundPoint> all, const Options &options)
{
    std::stable_sort(all.begin(), all.end(), [](const FoundPoint &a, const FoundPoint &b) {
        return a.point.manifest.made > b.point.manifest.made;
    });
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QHash<QByteArray, int> seen;
    QList<FoundPoint> points;
    for (const FoundPoint &found : std::as_const(all)) {
        if (!isDeletedByPolicy(found.point) || !found.point.manifest.made.isValid())
            continue;
        const bool isAmongLast = ++seen[found.point.manifest.user] <= options.keepLast.value_or(0);
        const bool isYoung =
            options.keepWithin && found.point.manifest.made.secsTo(now) < *options.keepWithin;
        if (!isAmongLast && !isYoung)
            points.append(found);
    }
    return points;
}

Exit runPrune(const Context &context)
{
    const Options &options = context.options;
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("prune takes no names. Use: delete ID"), options.command);
    if (!options.keepLast && !options.keepWithin) {
        return usageError(QStringLiteral("prune needs --keep-last or --keep-within"),
                          options.command);
    }
    const auto all = allPoints(context);
    if (!all)
        return reportError(all.error(), context);
    return deletePoints(outsideThePolicy(*all, options), Exit::Done, context);
}

} // namespace

const Command pruneCommand{
    "prune",
    "",
    "delete restore points by a policy",
    "Deletes for good all restore points except those that --keep-last or --keep-within keeps. The "
    "policy applies to each user. Interrupted and unreadable restore points are not deleted.",
    "keep-last keep-within dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"prune --keep-last 3",
       "Show what would be deleted if the newest three of each user were kept."},
      {"prune --keep-last 1 --keep-within 30d --yes",
       "Keep the newest one of each user and all of the last 30 days."}}},
    "delete restore-points",
    &runPrune,
};

} // namespace SyncAdmin::Console
