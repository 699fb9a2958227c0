#pragma once

#include "holders/inuse.h"

#include <optional>

namespace SyncAdmin {

// The description of a process from /proc, with its systemd unit or container; nothing if it has
// ended.
std::optional<Holder> holderFor(qint64 pid);

} // namespace SyncAdmin
