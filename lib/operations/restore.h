#pragma once

#include "base/task.h"
#include "engine/plan.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// The undo of a point's operation, as a plan for execute(): what stands there now goes into a new
// point, the old entries come back. The user's folder may be empty, in use again since, or gone.
// Errors: AlreadyRestored, NotRestorable (interrupted, purging, unreadable), Changed where the
// point lacks an entry, LinkRefused.
Result<ResetPlan> planRestore(const RestorePointStore &store, const RestorePoint &point,
                              const Task &task = {});

} // namespace SyncAdmin
