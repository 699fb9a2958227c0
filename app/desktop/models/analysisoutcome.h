#pragma once

#include "agent/host.h"

#include <memory>

namespace SyncAdmin::Desktop {

// The result of one analysis: the analysis, or why there is none.
struct AnalysisOutcome
{
    UserFolder user;
    Result<std::shared_ptr<const UserAnalysis>> analysis;
};

} // namespace SyncAdmin::Desktop
