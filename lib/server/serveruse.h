#pragma once

#include "base/task.h"
#include "server/inuse.h"

namespace SyncAdmin {

// Whether a server of this data root runs. Busy if somebody has a database of any user in use, by
// the tests of probeInUse(); Unknown also while a container runs that has the data root mounted,
// for a community server that nobody syncs with holds nothing. Free says that none was seen. Asks
// the container engines, each with its time limit.
InUse probeServer(const Directory &root, const Task &task = {});

} // namespace SyncAdmin
