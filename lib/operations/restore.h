#pragma once

#include "base/task.h"
#include "engine/plan.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// The plan that undoes a point's operation: today's entries move into a new point, the old ones
// return. The user folder can be empty, in use again, or missing. Touches nothing. Errors: those of
// RestorePointStore::checkRestorable() and decideMedia(), StoreCopied, Changed if the point lacks
// an entry, LinkRefused for a media folder that is a link, Cancelled.
Result<ResetPlan> planRestore(const RestorePointStore &store, const RestorePoint &point,
                              const Task &task = {});

} // namespace SyncAdmin
