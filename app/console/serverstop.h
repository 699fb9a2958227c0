#pragma once

#include "operationcommand.h"

#include "operations/serverpause.h"

#include <functional>

namespace SyncAdmin::Console {

// --stop-server, for the commands that know it. Without the option all of this does nothing, and
// the operation is done as ever.
class ServerStop
{
public:
    // `operation` is "reset", ...
    ServerStop(const Options &options, QString operation);

    // Finds the servers of users whose files are used like this, and says what is to be done to
    // them. What is wrong is printed; the command ends with that.
    std::optional<Exit> choose(const QList<InUse> &uses, const DataRoot &root,
                               const std::stop_token &stop);

    // The same for one plan, of which what would be refused whatever the server does ends the
    // command.
    std::optional<Exit> chooseFor(const ResetPlan &plan, const DataRoot &root,
                                  const std::stop_token &stop);

    // Stops them, does the operation, starts them again, and prints all that. The operation gets
    // the options to execute with, and whether a server was stopped, so that plans made before are
    // to be made again. The store of `user` knows of it meanwhile.
    using Operation = std::function<Exit(const ExecutionOptions &execution, bool wasStopped)>;
    Exit around(const UserFolder &user, const Operation &operation,
                const std::stop_token &stop) const;

    bool isAsked() const { return m_options.stopServer; }

private:
    void printStart(const PauseReport &report) const;

    const Options &m_options;
    QString m_operation;
    QList<ServerHandle> m_servers;
};

} // namespace SyncAdmin::Console
