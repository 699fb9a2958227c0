#include "flows/startserverflow.h"

#include "dialogs/confirmdialog.h"
#include "report/servertext.h"

namespace SyncAdmin::Desktop {

void StartServerFlow::start(const QList<ServerRecovery> &left)
{
    QList<ServerHandle> servers;
    QString notes;
    for (const ServerRecovery &each : left) {
        servers += each.record.servers;
        notes += serverRecoveryPlanText(each);
    }
    auto *dialog = makeDialog(tr("Start %1").arg(serverNames(servers)));
    dialog->setOperation(tr("Start the server"));
    dialog->setNotes(notes);
    confirm(dialog, [left] { return operationsFor(left); });
}

QList<Operation> StartServerFlow::operationsFor(const QList<ServerRecovery> &left)
{
    QList<Operation> operations;
    for (const ServerRecovery &servers : left)
        operations.append(Operation::startServers(servers));
    return operations;
}

} // namespace SyncAdmin::Desktop
