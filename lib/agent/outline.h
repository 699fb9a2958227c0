#pragma once

#include "engine/plan.h"

namespace SyncAdmin {

// What a reset of the user would do, from the analysis alone: reads no file, so that it may be
// called on a GUI thread. Not to be run; Host::plan() makes the plan for that. Errors: those of
// planReset().
Result<ResetPlan> outlineOfReset(const UserAnalysis &analysis, const ResetOptions &options);

} // namespace SyncAdmin
