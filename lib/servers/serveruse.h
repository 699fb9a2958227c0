#pragma once

#include "base/task.h"
#include "holders/inuse.h"

namespace SyncAdmin {

// Whether a server of this data root is running. Busy if a process uses a database of any user (see
// probeInUse()). Unknown if a running container mounts the data root, because a community server
// without clients has no files open, or if this program cannot see the machine's other processes.
// Free means that none was found. Queries the container engines, each with its time limit.
InUse probeServer(const Directory &root, const Task &task = {});

// Whether this process is in the machine's initial pid namespace, not in that of a container. The
// kernel gives the initial one a fixed number (PROC_PID_INIT_INO in linux/proc_ns.h).
bool seesAllProcesses();

} // namespace SyncAdmin
