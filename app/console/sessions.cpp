#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "report/json.h"
#include "report/sessiontext.h"

namespace SyncAdmin::Console {

namespace {

// The named users, or all. `outcome` gets worse for a user that does not exist.
QList<UserSessions> chosen(const SessionList &list, const Context &context, Exit &outcome)
{
    const Options &options = context.options;
    if (options.arguments.isEmpty())
        return list.users;
    const auto known = context.host.users();
    const QString path = Directory::unopened(options.dataRoot).pathOf(sessionDatabase);
    QList<UserSessions> users;
    for (const QByteArray &name : options.arguments) {
        auto found = list.of(name, path);
        const auto folder = context.host.userAmong(known.value_or(QList<UserFolder>()), name);
        if (!found && found.error().code == Error::Code::UnknownUser && folder)
            found = UserSessions{folder->name, {}};
        if (found)
            users.append(*found);
        else
            outcome = worse(outcome, reportError(found.error(), context));
    }
    return users;
}

Exit runSessions(const Context &context)
{
    const Options &options = context.options;
    if (const auto root = openDataRoot(context); !root)
        return reportError(root.error(), context);
    const auto list = context.host.sessions(context.task());
    if (!list)
        return reportError(list.error(), context);
    Exit outcome = Exit::Done;
    const QList<UserSessions> users = chosen(*list, context, outcome);
    if (options.json) {
        for (const UserSessions &user : users)
            print(jsonLine(toJson(user)));
        return outcome;
    }
    if (!list->hasDatabase) {
        print(noSessionsText());
    } else if (options.arguments.isEmpty()) {
        print(sessionTable(users));
    } else {
        for (const UserSessions &user : users)
            print(sessionsText(user));
    }
    return outcome;
}

} // namespace

const Command sessionsCommand{
    "sessions",
    "[USER...]",
    "list which devices are signed in",
    "Prints the devices that are signed in to a community server, as session.db records them. Keys "
    "and tokens are never shown. The official server keeps no sessions.",
    "",
    Command::Effect::Reads,
    true,
    {{{"sessions", "Count the sessions of all users."},
      {"sessions john.doe", "List those of one user."}}},
    "sign-out list",
    &runSessions,
};

} // namespace SyncAdmin::Console
