#include "commandtable.h"
#include "deletion.h"

#include "base/displayname.h"

#include <QDateTime>

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

bool isOldEnough(const RestorePoint &point, qint64 seconds)
{
    return point.manifest.made.isValid() &&
           point.manifest.made.secsTo(QDateTime::currentDateTimeUtc()) >= seconds;
}

QList<FoundPoint> chosenByPolicy(const QList<FoundPoint> &all, const Options &options)
{
    QList<FoundPoint> points;
    for (const FoundPoint &found : all) {
        if (isDeletedByPolicy(found.point) &&
            (options.all || isOldEnough(found.point, options.olderThan.value_or(0))))
            points.append(found);
    }
    return points;
}

// Each point once, even if it is named more than once.
QList<FoundPoint> chosenByName(const QList<FoundPoint> &all, const Context &context, Exit &outcome)
{
    const Options &options = context.options;
    QList<FoundPoint> points;
    for (const QByteArray &id : options.arguments) {
        const auto isNamed = [&id](const FoundPoint &found) {
            return found.point.id == id || found.point.displayId().toUtf8() == id;
        };
        const auto named = std::find_if(all.begin(), all.end(), isNamed);
        if (named == all.end()) {
            outcome = worse(outcome, reportError({Error::Code::UnknownRestorePoint,
                                                  displayName(options.dataRoot), displayName(id)},
                                                 context));
        } else if (std::none_of(points.begin(), points.end(), isNamed)) {
            points.append(*named);
        }
    }
    return points;
}

Exit runDelete(const Context &context)
{
    const Options &options = context.options;
    const bool hasPolicy = options.all || options.olderThan;
    if (hasPolicy != options.arguments.isEmpty()) {
        return usageError(
            QStringLiteral("delete needs the ids of restore points, or --older-than, or --all"),
            options.command);
    }
    const auto all = allPoints(context);
    if (!all)
        return reportError(all.error(), context);
    Exit outcome = Exit::Done;
    const QList<FoundPoint> points =
        hasPolicy ? chosenByPolicy(*all, options) : chosenByName(*all, context, outcome);
    return deletePoints(points, outcome, context);
}

} // namespace

const Command deleteCommand{
    "delete",
    "ID...",
    "delete restore points for good",
    "Deletes restore points, which frees their space. Instead of IDs either --older-than or --all "
    "can be given. Neither deletes a restore point that is interrupted or cannot be read.",
    "older-than all dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"delete 20260301-101500-john.doe", "Show what would be deleted."},
      {"delete --older-than 30d --yes",
       "Delete all restore points that are older than 30 days, without asking."}}},
    "prune restore-points",
    &runDelete,
};

} // namespace SyncAdmin::Console
