#include "target.h"

#include "operationcommand.h"
#include "terminal.h"

#include "base/displayname.h"
#include "engine/interruptedstate.h"

#include <fnmatch.h>

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

// Names in session.db matter only where a folder does not bear its user's.
Accounts accountsFor(const DataRoot &root, const QList<UserFolder> &users)
{
    const bool anyUuid =
        std::any_of(users.begin(), users.end(), [](const UserFolder &u) { return u.isUuid(); });
    if (!anyUuid)
        return {};
    auto accounts = readAccounts(root, {});
    if (accounts)
        return *accounts;
    printHint(QStringLiteral("session.db: %1; the accounts' names are not shown")
                  .arg(accounts.error().message()));
    return {};
}

void addOnce(const UserFolder &user, QList<UserFolder> &users)
{
    const bool isThere = std::any_of(users.begin(), users.end(), [&user](const UserFolder &u) {
        return u.name == user.name && u.parent == user.parent;
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

Targets failed(const Error &error, const Options &options)
{
    Targets targets;
    targets.outcome = reportError(error, options);
    return targets;
}

// A user whose files all lie in a restore point is not among the users any more.
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

Targets findTargets(const Options &options, const QByteArrayList &names)
{
    const auto root = openDataRoot(options);
    if (!root)
        return failed(root.error(), options);
    const QList<RestorePoint> interrupted = interruptedPoints(*root);
    printInterrupted(interrupted, options);
    const auto all = root->users();
    // To ask for a certain user of a root without any is to ask for one that is not there.
    if (!all && (names.isEmpty() || all.error().code != Error::Code::NoUsers))
        return failed(all.error(), options);
    const QList<UserFolder> users = all.value_or(QList<UserFolder>());

    Targets targets;
    targets.root = *root;
    targets.interrupted = interrupted;
    if (names.isEmpty() && options.match.isEmpty())
        targets.users = users;
    addMatches(options.match, users, targets.users);
    for (const QByteArray &name : names) {
        if (const auto user = root->userAmong(users, name))
            addOnce(*user, targets.users);
        else
            targets.outcome = worse(targets.outcome, reportError(user.error(), options));
    }
    targets.options.accounts = accountsFor(*root, targets.users);
    targets.options.check = options.full;
    targets.options.openFiles = std::make_shared<const OpenFiles>(OpenFiles::now());
    targets.options.serverOwners = std::make_shared<const ServerOwners>(targets.options.openFiles);
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
