#pragma once

#include "reset/plan.h"

namespace SyncAdmin {

// Whom the server that uses this user's folder runs as, concluded from the files beside it: the
// owner of most databases of other users, or else of the data root where that is not root. Looks at
// 100 neighbours at most; nothing where they tell nothing.
std::optional<ServerOwner> serverOwnerBeside(const UserFolder &user);

// To whom an entry goes that takes the place of one with these attributes (`like`): nobody else
// where the server can write to that one.
std::optional<ServerOwner> newOwnerFor(const FileStatus &like,
                                       const std::optional<ServerOwner> &server);

} // namespace SyncAdmin
