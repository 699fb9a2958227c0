#pragma once

#include <QtGlobal>

#include <chrono>

namespace SyncAdmin {

// What a server's first process and all that descend from it do at this moment, as far as /proc
// tells it to the caller.
struct ServerActivity
{
    bool isKnown = false;                       // its first process could be looked at
    bool isListening = false;                   // one of them accepts connections
    bool isWorking = false;                     // one of them runs, or waits for a disk
    std::chrono::milliseconds processorTime{0}; // of all of them since their start

    // Any thread.
    static ServerActivity of(qint64 pid);
};

} // namespace SyncAdmin
