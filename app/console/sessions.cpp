#include "acting.h"
#include "serverstop.h"
#include "terminal.h"

#include "operations/revoke.h"
#include "report/actjson.h"
#include "report/acttext.h"
#include "report/json.h"
#include "report/sessiontext.h"

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

// The users that are named, or all; `outcome` gets worse for one that is not there.
QList<UserSessions> chosen(const SessionList &list, const DataRoot &root, const Options &options,
                           Exit &outcome)
{
    if (options.arguments.isEmpty())
        return list.users;
    QList<UserSessions> users;
    for (const QByteArray &name : options.arguments) {
        auto found = list.of(name, root.directory().pathOf(sessionDatabase));
        const auto folder = root.user(name);
        if (!found && found.error().code == Error::Code::UnknownUser && folder)
            found = UserSessions{folder->name, {}};
        if (found)
            users.append(*found);
        else
            outcome = worse(outcome, reportError(found.error(), options));
    }
    return users;
}

Exit show(const DataRoot &root, const Options &options, const std::stop_token &stop)
{
    const auto list = readSessions(root.directory(), {{}, stop});
    if (!list)
        return reportError(list.error(), options);
    Exit outcome = Exit::Done;
    const QList<UserSessions> users = chosen(*list, root, options, outcome);
    if (options.json) {
        for (const UserSessions &user : users)
            print(jsonLine(toJson(user)));
        return outcome;
    }
    if (!list->hasDatabase) {
        print(noSessionsText());
    } else if (options.arguments.isEmpty()) {
        const TextTable table = sessionTable(users);
        print(outputIsTerminal() ? table.aligned() : table.tabSeparated());
    } else {
        for (const UserSessions &user : users)
            print(sessionsText(user));
    }
    return outcome;
}

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

Exit revoke(const DataRoot &root, const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("sessions --revoke needs the name of one user"));
    const auto plan = planRevoke(root, options.arguments.first(), {{}, stop});
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
        print(revokeDryRunText(*plan, commandFor("sessions", {plan->user.name}, options)));
    ServerStop server(options, QStringLiteral("revoke"));
    if (const auto end = server.chooseFor(*plan, root, stop))
        return *end;
    if (!options.performs())
        return Exit::Done;
    if (!options.yes) {
        if (!options.json)
            print(revokePlanText(*plan, !options.noRestorePoint));
        const QString question =
            QStringLiteral("Are you sure you want to revoke the sessions of user '%1'?")
                .arg(plan->user.displayName());
        if (const auto end = askToGoOn(question, options, stop))
            return *end;
    }
    const auto act = [&](const ExecutionOptions &execution, bool wasStopped) {
        return perform(root, *plan, options, execution, wasStopped, {{}, stop});
    };
    return server.around(plan->user, act, stop);
}

} // namespace

Exit runSessions(const Options &options, const std::stop_token &stop)
{
    const auto root = openDataRoot(options);
    if (!root)
        return reportError(root.error(), options);
    return options.revoke ? revoke(*root, options, stop) : show(*root, options, stop);
}

} // namespace SyncAdmin::Console
