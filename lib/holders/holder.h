#pragma once

#include "holders/inuse.h"

#include <optional>

namespace SyncAdmin {

// What /proc tells of a process, and its systemd unit or container; nothing if it has ended.
std::optional<Holder> holderFor(qint64 pid);

} // namespace SyncAdmin
