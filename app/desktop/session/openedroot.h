#pragma once

#include "accounts/accounts.h"
#include "accounts/sessions.h"
#include "models/userrow.h"
#include "volume/dataroot.h"

#include <vector>

namespace SyncAdmin::Desktop {

// A data root as it was read, without the analyses: its users, accounts, sessions and file system.
struct OpenedRoot
{
    DataRoot root;
    Accounts accounts;
    SessionList sessions;
    std::optional<Error> sessionsError; // why the sessions are unknown
    std::vector<UserRow> rows;          // in the order of isOrderedBefore()
    std::shared_ptr<const ServerOwners> serverOwners;
    std::optional<Error> usersError; // why there are no rows
    QString writeObstacle;           // why nothing can be changed here; empty for no known reason
    QString fileSystem;
    bool isLocal = true; // whether changes can be watched; else the root is polled
    qint64 freeBytes = 0;

    // Blocks; for a worker thread.
    static Result<OpenedRoot> read(const QByteArray &path, const DataRoot::Options &options,
                                   const Task &task);
};

} // namespace SyncAdmin::Desktop
