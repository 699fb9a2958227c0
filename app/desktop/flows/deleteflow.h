#pragma once

#include "flows/operationflow.h"

namespace SyncAdmin::Desktop {

// Deletes restore points for good.
class DeleteFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit DeleteFlow(const FlowContext &context) : OperationFlow(context) {}

    void start(const QList<FoundPoint> &points);
};

} // namespace SyncAdmin::Desktop
