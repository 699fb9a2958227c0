#pragma once

#include "accounts/sessions.h"
#include "engine/resetreport.h"
#include "report/table.h"

#include <QJsonObject>

namespace SyncAdmin {

// The reports on sessions, as in lib/report/text.h. No key and no token is in any of them.

TextTable sessionTable(const QList<UserSessions> &users);
QString sessionsText(const UserSessions &user); // of one user, a line for each device
QString noSessionsText();                       // of a data root without session.db
QJsonObject toJson(const UserSessions &user);

QString revokeDryRunText(const ResetPlan &plan, const QString &command);
// What stands above the prompt.
QString revokePlanText(const ResetPlan &plan, bool keepsRestorePoint);
QString nothingToRevokeText(const ResetPlan &plan);
QString revokeText(const ResetReport &report, const ResetPlan &plan, const QString &undoCommand);

} // namespace SyncAdmin
