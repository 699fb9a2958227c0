#pragma once

#include "servers/container.h"
#include "servers/serverowner.h"

#include <optional>

namespace SyncAdmin {

// The user that a container is configured with, as uid and gid of this machine. Looks up a name in
// the container's own files and maps numbers through its user namespace. Nothing if that cannot be
// determined.
std::optional<ServerOwner> configuredOwner(const Container &container);

} // namespace SyncAdmin
