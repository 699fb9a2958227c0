#include "operations/serverchoice.h"

#include <QStringList>

namespace SyncAdmin {

Result<> checkBeforeStopping(const ResetPlan &plan, const ExecutionOptions &options,
                             std::optional<InUse> *found)
{
    ExecutionOptions asIfFree = options;
    const auto noted = [found](const InUse &use) {
        if (!*found || use.state == InUse::State::Busy)
            *found = use;
        InUse free;
        free.state = InUse::State::Free;
        return free;
    };
    asIfFree.probe = [&options, noted](const Directory &folder, const QByteArrayList &names) {
        return noted(options.probe(folder, names));
    };
    asIfFree.probeServer = [&options, noted](const Directory &root) {
        return noted(options.probeServer(root));
    };
    const auto checked = checkExecutable(plan, asIfFree);
    if (!checked && checked.error().code == Error::Code::Changed && plan.openFolder())
        return {};
    return checked;
}

Result<ServerChoice> serversToStop(const QList<InUse> &uses, const DataRoot &root,
                                   const std::optional<ServerHandle> &named, const Task &task)
{
    if (named)
        return ServerChoice{{*named}, {}};
    QList<ServerHandle> servers;
    for (const InUse &use : uses) {
        const auto holders = serversOf(use, task);
        if (!holders && holders.error().code == Error::Code::Unsupported) {
            const QString detail = QStringLiteral("%1, which cannot be stopped from here: %2")
                                       .arg(use.holdersText(), holders.error().message());
            return failure(becauseOf({Error::Code::InUse, root.path(), detail}, holders.error()));
        }
        if (!holders)
            return failure(holders);
        for (const ServerHandle &server : *holders) {
            if (!servers.contains(server))
                servers.append(server);
        }
    }
    if (!servers.isEmpty())
        return ServerChoice{servers, {}};
    const MountingServers found = serversWith(root.directory(), task);
    if (!found.beyondControl.isEmpty())
        return failure(Error::Code::InUse, root.path(),
                       QStringLiteral("a server that cannot be stopped from here: ") +
                           found.beyondControl.first().message());
    servers = found.servers;
    if (servers.size() < 2)
        return ServerChoice{servers, found.notes};
    QStringList names;
    for (const ServerHandle &server : std::as_const(servers))
        names.append(server.text());
    return failure(Error::Code::BadInput, {},
                   QStringLiteral("several running containers mount this data root: %1. Name the "
                                  "server with --container.")
                       .arg(names.join(QStringLiteral(", "))));
}

} // namespace SyncAdmin
