#pragma once

#include "flows/operationflow.h"
#include "models/userrow.h"

namespace SyncAdmin::Desktop {

// Resets users.
class ResetFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit ResetFlow(const FlowContext &context) : OperationFlow(context) {}

    // Leaves out, with a message, users without an analysis.
    void start(const QList<UserRow> &users);
};

} // namespace SyncAdmin::Desktop
