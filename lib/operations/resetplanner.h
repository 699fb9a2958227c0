#pragma once

#include "base/task.h"
#include "engine/plan.h"

namespace SyncAdmin {

// Plans a reset from an analysis, and from the media database and the restore points as they are
// now. Touches nothing. Without steps if there is nothing to reset. LinkRefused for a user folder
// or a media folder that is a link, NoPermission for a folder that could not be read, UsnLimit,
// Cancelled, those of reading.
Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options,
                            const Task &task = {});
// The same from the analysis alone, without reading anything, for display only: media databases
// that would be made have no USN. Must not be executed.
Result<ResetPlan> outlineReset(const UserAnalysis &analysis, const ResetOptions &options);

} // namespace SyncAdmin
