#pragma once

#include "analysis/useranalysis.h"
#include "report/table.h"

namespace SyncAdmin {

// One row for each user, and a last row with the totals. A user that could not be analysed shows
// its error as a problem.
TextTable userTable(const QList<UserFolder> &users, const QList<Result<UserAnalysis>> &analyses,
                    const QTimeZone &zone = QTimeZone::utc());

} // namespace SyncAdmin
