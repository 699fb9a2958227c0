#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "report/json.h"
#include "report/pointlist.h"

namespace SyncAdmin::Console {

namespace {

Exit runRestorePoints(const Context &context)
{
    const Options &options = context.options;
    const auto found = allPoints(context);
    if (!found)
        return reportError(found.error(), context);
    QList<RestorePoint> points;
    for (const FoundPoint &each : *found) {
        if (options.arguments.isEmpty() || options.arguments.contains(each.point.manifest.user))
            points.append(each.point);
    }
    if (options.json) {
        for (const RestorePoint &point : std::as_const(points))
            print(jsonLine(toJson(point)));
    } else if (points.isEmpty()) {
        print(QStringLiteral("There are no restore points.\n"));
    } else {
        print(restorePointTable(points, timeZone(options)));
    }
    return Exit::Done;
}

} // namespace

const Command restorePointsCommand{
    "restore-points",
    "[USER...]",
    "list the restore points",
    "Prints the restore points, the newest first, with their users, sizes and states.",
    "",
    Command::Effect::Reads,
    true,
    {{{"restore-points", "List all restore points."},
      {"restore-points john.doe", "List those of one user."}}},
    "restore verify delete",
    &runRestorePoints,
};

} // namespace SyncAdmin::Console
