#pragma once

#include "analysis/useranalysis.h"
#include "report/table.h"

namespace SyncAdmin {

// One row a user and a last one with the totals. A user that could not be analysed has its error as
// problem.
TextTable userTable(const QList<UserFolder> &users, const QList<Result<UserAnalysis>> &analyses);

// Milliseconds since 1970 as "2026-11-22 14:02" in UTC; a dash for 0 and what no calendar has.
QString minuteText(qint64 milliseconds);

} // namespace SyncAdmin
