#include "target.h"

#include "terminal.h"

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

Targets failed(const Error &error, const Options &options)
{
    Targets targets;
    targets.outcome = reportError(error, options);
    return targets;
}

} // namespace

Targets findTargets(const Options &options, const QByteArrayList &names)
{
    const auto root = openDataRoot(options);
    if (!root)
        return failed(root.error(), options);
    const auto all = root->users();
    // To ask for a certain user of a root without any is to ask for one that is not there.
    if (!all && (names.isEmpty() || all.error().code != Error::Code::NoUsers))
        return failed(all.error(), options);
    const QList<UserFolder> users = all.value_or(QList<UserFolder>());

    Targets targets;
    if (names.isEmpty())
        targets.users = users;
    for (const QByteArray &name : names) {
        if (const auto user = root->userAmong(users, name))
            targets.users.append(*user);
        else
            targets.outcome = worse(targets.outcome, reportError(user.error(), options));
    }
    targets.options.accounts = accountsFor(*root, targets.users);
    targets.options.usualOwner = usualOwnerOf(users);
    targets.options.check = options.check;
    return targets;
}

} // namespace SyncAdmin::Console
