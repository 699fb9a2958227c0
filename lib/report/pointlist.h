#pragma once

#include "report/table.h"
#include "store/auditlog.h"
#include "store/restorepoint.h"

#include <QJsonObject>

namespace SyncAdmin {

// One row for each restore point, and a last row with the totals.
TextTable restorePointTable(const QList<RestorePoint> &points,
                            const QTimeZone &zone = QTimeZone::utc());

// One row for each operation that has ended, or whose end was never recorded.
TextTable historyTable(const QList<AuditEntry> &entries, const QTimeZone &zone = QTimeZone::utc());

QJsonObject toJson(const RestorePoint &point);

} // namespace SyncAdmin
