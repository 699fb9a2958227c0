#pragma once

#include "operations/serverrecovery.h"

#include <QJsonObject>
#include <QString>

namespace SyncAdmin {

// What is said of servers that are stopped for an operation, as in report/operationtext.h and
// report/json.h.

// What would be done, in dry runs and above the prompt. `operation` is "reset", ...
QString serverPlanText(const QList<ServerHandle> &servers, const QString &operation);
// What begin() of a pause has done, and what end() has. `resumeCommand` starts what does not run.
QString serversStoppedText(const PauseReport &report);
QString serversStartedText(const PauseReport &report, const QString &resumeCommand);
// One line of where a server was down for how long; empty where none was.
QString downtimeText(const PauseReport &report);

QString serverRecoveryPlanText(const ServerRecovery &recovery);
QString serverRecoveryDryRunText(const ServerRecovery &recovery, const QString &command);
QString serverRecoveryText(const PauseReport &report, const ServerRecovery &recovery);

QJsonObject serverPlanJson(const QList<ServerHandle> &servers, const QString &operation);
QJsonObject serverResultJson(const PauseReport &report, const QString &operation);
QJsonObject toJson(const ServerRecovery &recovery);

} // namespace SyncAdmin
