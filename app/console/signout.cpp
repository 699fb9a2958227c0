#include "commandtable.h"
#include "operationcommand.h"
#include "serverstop.h"
#include "terminal.h"

#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/sessiontext.h"

namespace SyncAdmin::Console {

namespace {

Exit showSignOut(const OperationResult &result, const Context &context)
{
    const ResetReport &report = result.report;
    if (context.options.json)
        print(jsonLine(toJson(report, QStringLiteral("revoke"))));
    else
        print(revokeText(report, result.operation.plan(), undoCommand(report, context.options)));
    return reportOutcome(report, context);
}

Exit runSignOut(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("sign-out needs the name of one user"), options.command);
    if (const auto root = openDataRoot(context); !root)
        return reportError(root.error(), context);
    OperationRequest request;
    request.kind = Operation::Kind::SignOut;
    request.names = options.arguments;
    const PlannedOperation planned = context.host.plan(request, context.task()).first();
    if (planned.error)
        return reportError(*planned.error, context);
    const ResetPlan &plan = planned.operation->plan();
    if (options.json)
        print(jsonLine(toJson(plan)));
    if (plan.steps.isEmpty()) {
        if (!options.json)
            print(nothingToRevokeText(plan));
        return Exit::Done;
    }
    if (!options.performs() && !options.json)
        print(revokeDryRunText(plan, commandFor("sign-out", {plan.user.name}, options)));
    ServerStop server(context, QStringLiteral("revoke"));
    if (const auto end = server.chooseFor(*planned.operation))
        return *end;
    if (!options.performs())
        return Exit::Done;
    if (!options.yes) {
        if (!options.json)
            print(revokePlanText(plan, !options.noRestorePoint));
        const QString question =
            QStringLiteral("Are you sure you want to sign out user '%1' on all devices?")
                .arg(plan.user.displayName());
        if (const auto end = askToGoOn(question, options, context.stop))
            return *end;
    }
    const auto show = [&context](const OperationResult &result) {
        return showSignOut(result, context);
    };
    return server.run({*planned.operation}, {show, {}});
}

} // namespace

const Command signOutCommand{
    "sign-out",
    "USER",
    "sign out all devices of a user",
    "Ends the sessions of one user of a community server: each device asks for the password again. "
    "An edited copy of session.db is installed, and the old one is kept in a restore point. The "
    "server must be stopped; see --stop-server.",
    "no-restore-point stop-server server-stopped dry-run confirm yes",
    Command::Effect::Changes,
    true,
    {{{"sign-out john.doe", "Show what would be done."},
      {"sign-out john.doe --stop-server --confirm",
       "Sign out the user while the server is stopped."}}},
    "sessions restore",
    &runSignOut,
};

} // namespace SyncAdmin::Console
