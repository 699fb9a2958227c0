#pragma once

#include "analysis/useranalysis.h"

namespace SyncAdmin {

// Adds the problems that show in what was listed and counted, and puts the gravest first.
void addFindings(const Directory &folder, UserAnalysis &analysis, const AnalysisOptions &options,
                 const Task &task);

} // namespace SyncAdmin
