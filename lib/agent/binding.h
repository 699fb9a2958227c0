#pragma once

#include "agent/requests.h"

namespace SyncAdmin {

// Gives values that were read from JSON the open folders of a data root. A value that has open
// folders already is left as it is. Whether a user's folder is still the same is compared by
// UserFolder::open(), which every operation calls first; restore points are compared here.
class Binding
{
public:
    explicit Binding(const DataRoot &root) : m_root(root) {}

    // DoesNotExist where the folder that users are in is missing.
    Result<UserFolder> user(const UserFolder &user) const;
    // DoesNotExist.
    Result<RestorePointStore> store(const RestorePointStore &store) const;
    // UnknownRestorePoint, Changed.
    Result<FoundPoint> point(const FoundPoint &point) const;
    Result<Operation> operation(const Operation &operation) const;

private:
    Result<std::shared_ptr<const Directory>> place(const QByteArray &name) const;
    Result<ResetPlan> plan(const ResetPlan &plan) const;
    Result<RecoveryPlan> recovery(const RecoveryPlan &plan) const;

    const DataRoot &m_root;
};

} // namespace SyncAdmin
