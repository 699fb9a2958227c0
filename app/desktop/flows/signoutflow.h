#pragma once

#include "flows/operationflow.h"

namespace SyncAdmin::Desktop {

// Signs all devices of a user out.
class SignOutFlow : public OperationFlow
{
    Q_OBJECT

public:
    explicit SignOutFlow(const FlowContext &context) : OperationFlow(context) {}

    void start(const UserFolder &user);

private:
    void ask(const Operation &signOut);
};

} // namespace SyncAdmin::Desktop
