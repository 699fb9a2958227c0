#pragma once

#include "base/task.h"
#include "engine/plan.h"

namespace SyncAdmin {

// Plans from what the analysis saw, and from the media database and the restore points as they are;
// touches nothing. LinkRefused for a media folder that is a link, NoPermission for a folder that
// could not be read, UsnLimit.
Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options,
                            const Task &task = {});
// The same from the analysis alone, without reading anything, for what is shown of a user that is
// looked at: a media database that is made has no USN yet. Not to be executed.
Result<ResetPlan> outlineReset(const UserAnalysis &analysis, const ResetOptions &options);

} // namespace SyncAdmin
