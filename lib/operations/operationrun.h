#pragma once

#include "operations/operation.h"

#include <functional>

namespace SyncAdmin {

// The options of a run, which apply to all of its operations.
struct RunOptions
{
    bool keepRestorePoint = true; // else it is deleted right after the commit
    // The admin confirms that the server is stopped; used only if this cannot be determined.
    bool serverStopped = false;
    QString commandLine; // for manifest and audit log
    // Stopped before the first operation, and started again after the last one or a failure.
    QList<ServerHandle> servers;
    std::chrono::milliseconds watch = usualWatch; // see PauseOptions
};

// The callbacks of a run. Each may be empty. They are called on the thread that runs the
// operations, one at a time.
struct RunObserver
{
    std::function<void()> stoppingServers;
    std::function<void(const PauseReport &)> stoppedServers; // its refusal is set if that failed
    std::function<void(qsizetype)> started;                  // the index of the operation
    std::function<void(const OperationResult &)> finished;
    std::function<void()> startingServers;
    std::function<void(const Progress &)> progressed; // of an operation, or of servers
    // Called before each operation except the first; false ends the run there, without an error.
    std::function<bool()> mayBeginNext;
};

struct RunReport
{
    QList<OperationResult> results; // of the operations that were started, in their order
    PauseReport servers;            // empty if none had to be stopped
    // Why no operation was started: the servers could not be stopped, or the store cannot be used.
    std::optional<Error> refusal;
    bool wasInterrupted = false; // by the task's stop request
};

} // namespace SyncAdmin
