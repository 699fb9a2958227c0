#pragma once

#include "base/task.h"
#include "holders/inuse.h"

namespace SyncAdmin {

// Whether a server of this data root runs. Busy if somebody has a database of any user in use, by
// the tests of probeInUse(); Unknown also while a container runs that has the data root mounted,
// for a community server that nobody syncs with holds nothing, and where this program cannot see
// what else runs on the machine. Free says that none was seen. Asks the container engines, each
// with its time limit.
InUse probeServer(const Directory &root, const Task &task = {});

// Whether this process is in the machine's own pid namespace, and not in one that a container has
// made; by the number that the kernel gives to the first one (PROC_PID_INIT_INO of its
// linux/proc_ns.h).
bool seesAllProcesses();

} // namespace SyncAdmin
