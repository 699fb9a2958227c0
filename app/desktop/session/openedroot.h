#pragma once

#include "accounts/accounts.h"
#include "accounts/sessions.h"
#include "models/userrow.h"
#include "volume/dataroot.h"

#include <vector>

namespace SyncAdmin::Desktop {

// What a look at a data root brings besides the analyses: who is there and where it lies.
struct OpenedRoot
{
    DataRoot root;
    Accounts accounts;
    SessionList sessions;
    std::optional<Error> sessionsError; // why these are not known
    std::vector<UserRow> rows;          // in the order of standsBefore()
    std::shared_ptr<const ServerOwners> serverOwners;
    std::optional<Error> usersError; // why there are no rows
    QString writeObstacle;           // why nothing can be reset here; empty if nothing is known
    QString fileSystem;
    bool isLocal = true; // changes can be watched; else it is polled
    qint64 freeBytes = 0;

    // Blocks; for a worker thread.
    static Result<OpenedRoot> look(const QByteArray &path, const DataRoot::Options &options,
                                   const Task &task);
};

} // namespace SyncAdmin::Desktop
