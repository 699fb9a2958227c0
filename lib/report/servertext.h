#pragma once

#include "operations/leftserver.h"
#include "operations/pausereport.h"

#include <QJsonObject>
#include <QString>

namespace SyncAdmin {

// The texts and JSON of servers that are stopped for an operation (see report/operationtext.h and
// report/json.h).

// The plan, for dry runs and above the prompt. `operation` is "reset", ...
QString serverPlanText(const QList<ServerHandle> &servers, const QString &operation);
// The results of begin() and end() of a pause. `resumeCommand` starts servers that are not running.
QString serversStoppedText(const PauseReport &report);
QString serversStartedText(const PauseReport &report, const QString &resumeCommand);
// How long which server was down, in one line; empty if none was.
QString downtimeText(const PauseReport &report);

QString serverRecoveryPlanText(const ServerRecovery &recovery);
QString serverRecoveryDryRunText(const ServerRecovery &recovery, const QString &command);
QString serverRecoveryText(const PauseReport &report, const ServerRecovery &recovery);

QJsonObject serverPlanJson(const QList<ServerHandle> &servers, const QString &operation);
QJsonObject serverResultJson(const PauseReport &report, const QString &operation);
QJsonObject toJson(const ServerRecovery &recovery);

} // namespace SyncAdmin
