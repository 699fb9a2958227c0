#include "commandtable.h"
#include "operationcommand.h"
#include "serverstop.h"
#include "terminal.h"

#include "operations/revoke.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"
#include "report/sessiontext.h"

namespace SyncAdmin::Console {

namespace {

Exit perform(const DataRoot &root, ResetPlan plan, const Options &options,
             const ExecutionOptions &execution, bool wasStopped, const Task &task)
{
    // A server that ends may have written session.db meanwhile.
    if (wasStopped) {
        const auto again = planRevoke(root, plan.user.name, task);
        if (!again)
            return reportError(again.error(), options);
        plan = *again;
    }
    const ResetReport report = execute(plan, execution, task);
    if (options.json)
        print(jsonLine(toJson(report, QStringLiteral("revoke"))));
    else
        print(revokeText(report, plan, undoCommand(report, options)));
    return reportOutcome(report, options);
}

Exit runSignOut(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("sign-out needs the name of one user"), options.command);
    const auto root = openDataRoot(options);
    if (!root)
        return reportError(root.error(), options);
    const auto plan = planRevoke(*root, options.arguments.first(), {{}, stop});
    if (!plan)
        return reportError(plan.error(), options);
    if (options.json)
        print(jsonLine(toJson(*plan)));
    if (plan->steps.isEmpty()) {
        if (!options.json)
            print(nothingToRevokeText(*plan));
        return Exit::Done;
    }
    if (!options.performs() && !options.json)
        print(revokeDryRunText(*plan, commandFor("sign-out", {plan->user.name}, options)));
    ServerStop server(options, QStringLiteral("revoke"));
    if (const auto end = server.chooseFor(*plan, *root, stop))
        return *end;
    if (!options.performs())
        return Exit::Done;
    if (!options.yes) {
        if (!options.json)
            print(revokePlanText(*plan, !options.noRestorePoint));
        const QString question =
            QStringLiteral("Are you sure you want to sign out user '%1' on all devices?")
                .arg(plan->user.displayName());
        if (const auto end = askToGoOn(question, options, stop))
            return *end;
    }
    const auto operation = [&](const ExecutionOptions &execution, bool wasStopped) {
        return perform(*root, *plan, options, execution, wasStopped, {{}, stop});
    };
    return server.around(plan->user, operation, stop);
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
       "Sign out the user, and stop and start the server around that."}}},
    "sessions restore",
    &runSignOut,
};

} // namespace SyncAdmin::Console
