#pragma once

#include "store/serverrecord.h"

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

} // namespace SyncAdmin
