#pragma once

#include "store/planstep.h"
#include "volume/userfolder.h"

namespace SyncAdmin {

// Whom the server that uses this user's folder runs as: the process that has databases there open,
// or else the owner of most databases of other users, or of the data root where that is not root.
// Looks at 100 users at most; nothing where they tell nothing. Takes some milliseconds.
std::optional<ServerOwner> serverOwnerOf(const UserFolder &user);

// Whether it is in doubt that the server can write to what has these attributes: it belongs to
// root, or its owner may not write.
bool isOwnerInDoubt(const FileStatus &status);

} // namespace SyncAdmin
