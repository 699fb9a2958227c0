#pragma once

#include "flows/operationflow.h"

namespace SyncAdmin::Desktop {

// Starts the servers that an interrupted operation has left stopped.
class StartServerFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit StartServerFlow(const FlowContext &context) : OperationFlow(context) {}

    void start(const QList<ServerRecovery> &left);
    static QList<Operation> operationsFor(const QList<ServerRecovery> &left);
};

} // namespace SyncAdmin::Desktop
