#include "commandtable.h"
#include "operationcommand.h"
#include "serverstop.h"
#include "terminal.h"

#include "base/displayname.h"
#include "operations/restore.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"

namespace SyncAdmin::Console {

namespace {

Exit perform(const FoundPoint &found, ResetPlan plan, const Options &options,
             const ExecutionOptions &execution, bool wasStopped, const Task &task)
{
    // A server that ends closes its files, and changes them with that.
    if (wasStopped) {
        const auto again = planRestore(found.store, found.point, task);
        if (!again)
            return reportError(again.error(), options);
        plan = *again;
    }
    const ResetReport report = execute(plan, execution, task);
    if (options.json)
        print(jsonLine(toJson(report, QStringLiteral("restore"))));
    else
        print(restoreText(report, found.point.id, undoCommand(report, options)));
    return reportOutcome(report, options);
}

Exit runRestore(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("restore needs the id of one restore point"),
                          options.command);
    const auto root = openDataRoot(options);
    if (!root)
        return reportError(root.error(), options);
    const auto found = findRestorePoint(*root, options.arguments.first());
    if (!found)
        return reportError(found.error(), options);
    const auto plan = planRestore(found->store, found->point, {{}, stop});
    if (!plan)
        return reportError(plan.error(), options);

    const QByteArray &id = found->point.id;
    if (options.json)
        print(jsonLine(toJson(*plan)));
    if (!options.performs() && !options.json)
        print(restoreDryRunText(*plan, commandFor("restore", {id}, options)));
    ServerStop server(options, QStringLiteral("restore"));
    if (const auto end = server.chooseFor(*plan, *root, stop))
        return *end;
    if (!options.performs())
        return Exit::Done;
    const QString question =
        (plan->operation == Manifest::Operation::RestoreSessions
             ? QStringLiteral("Are you sure you want to restore the sessions "
                              "of all users, as before '%1' was signed "
                              "out, from %2?")
             : QStringLiteral("Are you sure you want to restore user '%1' from "
                              "%2?"))
            .arg(plan->user.displayName(), displayName(id));
    if (const auto end = askToGoOn(question, options, stop))
        return *end;
    const auto operation = [&](const ExecutionOptions &execution, bool wasStopped) {
        return perform(*found, *plan, options, execution, wasStopped, {{}, stop});
    };
    return server.around(plan->user, operation, stop);
}

} // namespace

const Command restoreCommand{
    "restore",
    "ID",
    "bring back a restore point",
    "Undoes a reset, a restore or a sign-out: the files that were made since are moved into a new "
    "restore point, and the old ones come back. Databases come back as one file each, without "
    "their write-ahead logs. Where a server has written since, the media database comes back with "
    "its counter above the newer one, and the plan counts the cards, reviews and media files that "
    "are given up.",
    "stop-server server-stopped dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"restore 20260301-101500-john.doe", "Show what would be brought back."},
      {"restore 20260301-101500-john.doe --confirm", "Bring it back."}}},
    "restore-points verify reset",
    &runRestore,
};

} // namespace SyncAdmin::Console
