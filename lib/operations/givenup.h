#pragma once

#include "base/task.h"
#include "operations/restoresource.h"
#include "operations/restoretarget.h"

namespace SyncAdmin {

// Counts what was added or replaced since a restore point was made and moves out when it is
// restored, as far as it can be read: cards and reviews of today's collection, if `collection` is
// set, and the files of the media folders that `steps` move out. Cancelled.
Result<GivenUp> countGivenUp(const RestoreSource &source, const RestoreTarget &target,
                             bool collection, const QList<PlanStep> &steps, const Task &task);

} // namespace SyncAdmin
