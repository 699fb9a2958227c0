#pragma once

#include "servers/servercontrol.h"

#include <chrono>
#include <optional>

namespace SyncAdmin {

// One server around an operation. A value.
struct PausedServer
{
    ServerHandle server;
    bool ran = false;                      // before; a server that did not run is left alone
    bool stopped = false;                  // for the operation
    bool runs = false;                     // at the end
    bool isStarting = false;               // it runs, but is not ready yet
    std::chrono::milliseconds downtime{0}; // from the order to stop until it ran again
    std::optional<Error> stopError;        // why it did not stop, or did not stay stopped
    std::optional<Error> startError;       // why it does not run again
};

// What was done to the servers around an operation. A value.
struct PauseReport
{
    QList<PausedServer> servers;
    std::optional<Error> refusal; // why the operation was not done
    QStringList warnings;

    bool stoppedAny() const;
    bool allRunAgain() const; // of those that ran before
};

} // namespace SyncAdmin
