#pragma once

#include "engine/purgereport.h"
#include "engine/resetreport.h"
#include "engine/verifyreport.h"
#include "store/auditlog.h"

#include <QJsonObject>

namespace SyncAdmin {

// The results of operations as JSON (see report/json.h). `operation` is "reset", "restore" or
// "recover".
QJsonObject toJson(const ResetReport &report, const QString &operation);
QJsonObject toJson(const PurgeReport &report);
QJsonObject toJson(const VerifyReport &report);
// An entry of the audit log, with names as in the other reports.
QJsonObject toJson(const AuditEntry &entry);

} // namespace SyncAdmin
