#pragma once

#include "operations/serverpause.h"

namespace SyncAdmin {

// A server that an interrupted operation has stopped, as it is now.
struct LeftServer
{
    enum class Fate {
        Stopped, // or stopping: it must be started
        Runs,    // it was started since: only the record is removed
        Gone,    // its engine no longer knows it: only the record is removed
        Unknown, // error: why; it is started all the same
    };

    ServerHandle server;
    Fate fate = Fate::Unknown;
    QString word; // the engine's word for its state: "exited"
    std::optional<Error> error;
};

// The servers that an operation stopped and, because it was killed, did not start again.
struct ServerRecovery
{
    RestorePointStore store;
    ServerRecord record;
    QList<LeftServer> servers;
};

// Nothing if there is no such server. Busy while the operation runs. Touches nothing.
Result<std::optional<ServerRecovery>> planServerRecovery(const RestorePointStore &store,
                                                         const Task &task);

// Starts the servers and removes the record; a server that does not start stays in it. Changed if
// the record has changed since it was planned. Any thread.
Result<PauseReport> startLeftServers(const ServerRecovery &recovery, const PauseOptions &options);

} // namespace SyncAdmin
