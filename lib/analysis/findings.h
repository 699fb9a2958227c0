#pragma once

#include "analysis/useranalysis.h"

namespace SyncAdmin {

// Adds the problems that follow from the listing and the figures, and sorts all by severity, the
// most severe first.
void addFindings(const Directory &folder, UserAnalysis &analysis, const AnalysisOptions &options,
                 const Task &task);

} // namespace SyncAdmin
