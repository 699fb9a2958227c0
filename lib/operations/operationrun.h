#pragma once

#include "operations/operation.h"

#include <functional>

namespace SyncAdmin {

// How a list of operations is run. The same for all of them.
struct RunOptions
{
    bool keepRestorePoint = true; // else it is deleted right after the commit
    // The admin's word that no server runs; counts only where that cannot be found out.
    bool serverStopped = false;
    QString commandLine; // for manifest and audit log
    // Stopped before the first operation and started again after the last, whatever has happened.
    QList<ServerHandle> servers;
    std::chrono::milliseconds watch = usualWatch; // see PauseOptions
};

// What a caller wants to know while operations run. Each function may be empty. All are called on
// the thread that runs the operations, one call at a time.
struct RunObserver
{
    std::function<void()> stoppingServers;
    std::function<void(const PauseReport &)> stoppedServers; // all of them, or not: see its refusal
    std::function<void(qsizetype)> started;                  // the index of the operation
    std::function<void(const OperationResult &)> finished;
    std::function<void()> startingServers;
    std::function<void(const Progress &)> progressed; // of whatever is being done
    // Called before each operation but the first; false ends the run there, with success.
    std::function<bool()> mayBeginNext;
};

struct RunReport
{
    QList<OperationResult> results; // of those that were begun, in their order
    PauseReport servers;            // empty where none had to be stopped
    // Why none was begun: the servers could not be stopped, or their store cannot be used.
    std::optional<Error> refusal;
    bool wasInterrupted = false; // by the task's stop request
};

} // namespace SyncAdmin
