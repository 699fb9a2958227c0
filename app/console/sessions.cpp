#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "accounts/sessions.h"
#include "report/json.h"
#include "report/sessiontext.h"

namespace SyncAdmin::Console {

namespace {

// The users that are named, or all; `outcome` gets worse for one that does not exist.
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

Exit runSessions(const Options &options, const std::stop_token &stop)
{
    const auto root = openDataRoot(options);
    if (!root)
        return reportError(root.error(), options);
    const auto list = readSessions(root->directory(), {{}, stop});
    if (!list)
        return reportError(list.error(), options);
    Exit outcome = Exit::Done;
    const QList<UserSessions> users = chosen(*list, *root, options, outcome);
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
