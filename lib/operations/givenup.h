#pragma once

#include "base/task.h"
#include "operations/restoresource.h"
#include "operations/restoretarget.h"

namespace SyncAdmin {

// Counts what was added or replaced since a restore point was made and moves out when it is
// restored, so far as it can be read: cards and reviews of today's collection, where `collection`
// says that it moves out, and the files of the media folders of `steps`. Cancelled.
Result<GivenUp> countGivenUp(const RestoreSource &source, const RestoreTarget &target,
                             bool collection, const QList<PlanStep> &steps, const Task &task);

} // namespace SyncAdmin
