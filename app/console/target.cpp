#include "target.h"

#include "operationcommand.h"
#include "terminal.h"

#include "base/displayname.h"

#include <fnmatch.h>

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

// The names of accounts are needed only if a folder is named by a UUID.
bool canNamePersons(Host &host, const QList<UserFolder> &users)
{
    const bool anyUuid =
        std::any_of(users.begin(), users.end(), [](const UserFolder &u) { return u.isUuid(); });
    if (!anyUuid)
        return false;
    const auto accounts = host.accounts({});
    if (!accounts) {
        printHint(QStringLiteral("The names of accounts are not shown. %1")
                      .arg(accounts.error().message()));
    }
    return accounts.has_value();
}

void addOnce(const UserFolder &user, QList<UserFolder> &users)
{
    const bool isThere = std::any_of(users.begin(), users.end(), [&user](const UserFolder &u) {
        return u.name == user.name && u.place == user.place;
    });
    if (!isThere)
        users.append(user);
}

void addMatches(const QByteArray &pattern, const QList<UserFolder> &among, QList<UserFolder> &users)
{
    for (const UserFolder &user : among) {
        if (!pattern.isEmpty() && ::fnmatch(pattern.constData(), user.name.constData(), 0) == 0)
            addOnce(user, users);
    }
}

Targets failed(const Error &error, const Context &context)
{
    Targets targets;
    targets.outcome = reportError(error, context);
    return targets;
}

// A user whose files are all in a restore point is not listed among the users.
void printInterrupted(const QList<RestorePoint> &points, const Options &options)
{
    for (const RestorePoint &point : points) {
        if (point.state != RestorePoint::State::Interrupted)
            continue;
        printHint(QStringLiteral("An operation on user '%1' was interrupted (%2). Undo it "
                                 "with: %3")
                      .arg(displayName(point.manifest.user), point.displayId(),
                           commandFor("resume", {}, options)));
    }
}

} // namespace

Targets findTargets(const Context &context, const QByteArrayList &names)
{
    const Options &options = context.options;
    Host &host = context.host;
    if (const auto root = openDataRoot(context); !root)
        return failed(root.error(), context);
    printInterrupted(host.interruptedPoints(), options);
    const auto all = host.users();
    // In a data root without users, a named user is reported as unknown.
    if (!all && (names.isEmpty() || all.error().code != Error::Code::NoUsers))
        return failed(all.error(), context);
    const QList<UserFolder> users = all.value_or(QList<UserFolder>());

    Targets targets;
    if (names.isEmpty() && options.match.isEmpty())
        targets.users = users;
    addMatches(options.match, users, targets.users);
    for (const QByteArray &name : names) {
        if (const auto user = host.userAmong(users, name))
            addOnce(*user, targets.users);
        else
            targets.outcome = worse(targets.outcome, reportError(user.error(), context));
    }
    targets.request.namesPersons = canNamePersons(host, targets.users);
    targets.request.check = options.full;
    targets.request.namesHolders = true;
    return targets;
}

std::optional<Error> unreadable(const Result<UserAnalysis> &analysis)
{
    if (!analysis)
        return analysis.error();
    for (const Problem &problem : analysis->problems) {
        if (!analysis->wasRead && problem.code == Problem::Code::Unreadable)
            return Error{Error::Code::System, problem.subject, problem.detail};
    }
    return std::nullopt;
}

} // namespace SyncAdmin::Console
