#pragma once

#include "flows/operationflow.h"
#include "session/planning.h"

namespace SyncAdmin::Desktop {

// Restores users from restore points, and undoes operations in that way.
class RestoreFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit RestoreFlow(const FlowContext &context) : OperationFlow(context) {}

    void start(const QList<FoundPoint> &points);
    // From the newest complete restore point of each.
    void startForUsers(const QList<UserFolder> &users);
    // Asks only where the restore gives something up, or concerns all users' sessions.
    void undo(const QByteArrayList &pointIds);

private:
    // The restores that could be planned; shows why others could not.
    QList<Operation> takePlanned(const PlannedOperations &planned) const;
    void ask(const QList<Operation> &restores);
};

} // namespace SyncAdmin::Desktop
