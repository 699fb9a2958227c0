#pragma once

#include <QtGlobal>

#include <chrono>

namespace SyncAdmin {

// The activity of a server's first process and all its descendants, as far as /proc shows it to the
// caller.
struct ServerActivity
{
    bool isKnown = false;                       // its first process could be examined
    bool isListening = false;                   // one of the processes accepts connections
    bool isWorking = false;                     // one of the processes runs, or waits for a disk
    std::chrono::milliseconds processorTime{0}; // of all the processes since their start

    // Thread-safe.
    static ServerActivity of(qint64 pid);
};

} // namespace SyncAdmin
