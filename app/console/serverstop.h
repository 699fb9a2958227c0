#pragma once

#include "operationcommand.h"

namespace SyncAdmin::Console {

// Runs confirmed operations and prints their results. With --stop-server, their servers are stopped
// meanwhile.
class ServerStop
{
public:
    // `operation` is "reset", ...
    ServerStop(const Context &context, QString operation);

    // Finds the servers to stop for files in use like this, and prints the plan for them. On an
    // error, which is printed, returns the exit code to end with.
    std::optional<Exit> choose(const QList<InUse> &uses);

    // The same for one operation. An operation that would be refused even with the server stopped
    // is an error.
    std::optional<Exit> chooseFor(const Operation &operation);

    // Stops the servers, runs the operations, starts the servers again, and prints what is done to
    // the servers and why no operation is begun. `show` prints the result of an operation;
    // `stopped` is called where a signal ended the run before all of them were done.
    struct Output
    {
        std::function<Exit(const OperationResult &result)> show;
        std::function<void()> stopped;
    };
    Exit run(const QList<Operation> &operations, const Output &output) const;

    bool isAsked() const { return m_context.options.stopServer; }

private:
    Exit reportServers(const PauseReport &report, Exit outcome) const;

    const Context &m_context;
    QString m_operation;
    QList<ServerHandle> m_servers;
};

} // namespace SyncAdmin::Console
