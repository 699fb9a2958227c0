#pragma once

#include "agent/localhost.h"
#include "models/userrow.h"

#include <vector>

namespace SyncAdmin::Desktop {

// A data root as it was read, without the analyses: its users, sessions and file system.
struct OpenedRoot
{
    std::shared_ptr<LocalHost> host; // has this root open; called on other threads
    RootSummary summary;
    SessionList sessions;
    std::optional<Error> sessionsError; // why the sessions are unknown
    std::vector<UserRow> rows;          // in the order of isOrderedBefore()
    std::optional<Error> usersError;    // why there are no rows
    QString writeObstacle; // why nothing can be changed here; empty for no known reason

    // Blocks; for a worker thread.
    static Result<OpenedRoot> read(const QByteArray &path,
                                   const std::shared_ptr<SystemCalls> &calls, const Task &task);
};

} // namespace SyncAdmin::Desktop
