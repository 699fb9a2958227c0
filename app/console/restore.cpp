#include "commandtable.h"
#include "operationcommand.h"
#include "serverstop.h"
#include "terminal.h"

#include "base/displayname.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"

namespace SyncAdmin::Console {

namespace {

Exit showRestore(const OperationResult &result, const Context &context)
{
    const ResetReport &report = result.report;
    if (context.options.json)
        print(jsonLine(toJson(report, QStringLiteral("restore"))));
    else
        print(restoreText(report, result.operation.point().point.id,
                          undoCommand(report, context.options)));
    return reportOutcome(report, context);
}

QString question(const ResetPlan &plan, const QByteArray &id)
{
    return (plan.operation == Manifest::Operation::RestoreSessions
                ? QStringLiteral("Are you sure you want to restore the sessions of user '%1' and "
                                 "of all other users from %2?")
                : QStringLiteral("Are you sure you want to restore user '%1' from %2?"))
        .arg(plan.user.displayName(), displayName(id));
}

Exit runRestore(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("restore needs the id of one restore point"),
                          options.command);
    const auto found = pointNamed(options.arguments.first(), context);
    if (!found)
        return reportError(found.error(), context);
    OperationRequest request;
    request.kind = Operation::Kind::Restore;
    request.points = {*found};
    const PlannedOperation planned = context.host.plan(request, context.task()).first();
    if (planned.error)
        return reportError(*planned.error, context);

    const QByteArray &id = found->point.id;
    const ResetPlan &plan = planned.operation->plan();
    if (options.json)
        print(jsonLine(toJson(plan)));
    if (!options.performs() && !options.json)
        print(restoreDryRunText(plan, commandFor("restore", {id}, options)));
    ServerStop server(context, QStringLiteral("restore"));
    if (const auto end = server.chooseFor(*planned.operation))
        return *end;
    if (!options.performs())
        return Exit::Done;
    if (const auto end = askToGoOn(question(plan, id), options, context.stop))
        return *end;
    const auto show = [&context](const OperationResult &result) {
        return showRestore(result, context);
    };
    return server.run({*planned.operation}, {show, {}});
}

} // namespace

const Command restoreCommand{
    "restore",
    "ID",
    "restore the data in a restore point",
    "Undoes a reset, a restore or a sign-out: newer files are moved into a new restore point, and "
    "the old ones are moved back. Each database is restored as one file, without a write-ahead "
    "log. "
    "If a server has written since, the media database is restored with its counter above the "
    "newer "
    "one, and the plan counts the cards, reviews and media files that are given up.",
    "stop-server server-stopped dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"restore 20260301-101500-john.doe", "Show what would be restored."},
      {"restore 20260301-101500-john.doe --confirm", "Restore it."}}},
    "restore-points verify reset",
    &runRestore,
};

} // namespace SyncAdmin::Console
