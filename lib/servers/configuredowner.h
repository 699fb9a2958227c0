#pragma once

#include "servers/container.h"
#include "servers/serverowner.h"

#include <optional>

namespace SyncAdmin {

// The user that a container is configured with, as uid and gid of this machine: a name is looked up
// in the container's own files, and numbers go through its user namespace. Nothing where that
// cannot be known.
std::optional<ServerOwner> configuredOwner(const Container &container);

} // namespace SyncAdmin
