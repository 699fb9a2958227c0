#pragma once

#include "report/table.h"
#include "store/auditlog.h"
#include "store/restorepoint.h"

#include <QJsonObject>

namespace SyncAdmin {

// One row a restore point.
TextTable restorePointTable(const QList<RestorePoint> &points);

// One row an act that has ended, or that has never said that it did.
TextTable historyTable(const QList<AuditEntry> &entries);

QJsonObject toJson(const RestorePoint &point);

} // namespace SyncAdmin
