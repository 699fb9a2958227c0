#include "agent/outline.h"

#include "operations/resetplanner.h"

namespace SyncAdmin {

Result<ResetPlan> outlineOfReset(const UserAnalysis &analysis, const ResetOptions &options)
{
    return outlineReset(analysis, options);
}

} // namespace SyncAdmin
