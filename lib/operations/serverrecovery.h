#pragma once

#include "operations/serverpause.h"

namespace SyncAdmin {

// A server that an interrupted operation has stopped, as it is now.
struct LeftServer
{
    enum class Fate {
        Stopped, // or about to be: to be started
        Runs,    // it was started since: only to be forgotten
        Gone,    // its engine does not know it any more: only to be forgotten
        Unknown, // error: why; starting it may tell
    };

    ServerHandle server;
    Fate fate = Fate::Unknown;
    QString word; // the engine's own: "exited"
    std::optional<Error> error;
};

// What an operation left behind that was killed while servers were stopped for it.
struct ServerRecovery
{
    RestorePointStore store;
    ServerRecord record;
    QList<LeftServer> servers;
};

// Nothing where no server was left. Busy where the operation is still running. Touches nothing.
Result<std::optional<ServerRecovery>> planServerRecovery(const RestorePointStore &store,
                                                         const Task &task);

// Starts them and forgets them; what does not start stays noted down. Changed where somebody else
// has done it meanwhile. Any thread.
Result<PauseReport> startLeftServers(const ServerRecovery &recovery, const PauseOptions &options);

} // namespace SyncAdmin
