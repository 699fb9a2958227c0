#pragma once

#include "flows/operationflow.h"

namespace SyncAdmin::Desktop {

// Resumes an interrupted operation, which rolls it back.
class ResumeFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit ResumeFlow(const FlowContext &context) : OperationFlow(context) {}

    void start(const FoundPoint &point);

private:
    void ask(const RecoveryPlan &plan);
    static QCheckBox *addDecision(ConfirmDialog *dialog, const RecoveryPlan &plan);
    // The servers to start afterwards: only the last interrupted operation starts them, so that
    // no server sees half of a user's files.
    QList<ServerRecovery> serversToStart() const;
};

} // namespace SyncAdmin::Desktop
