#pragma once

#include "accounts/sessions.h"
#include "engine/resetreport.h"
#include "report/table.h"

#include <QJsonObject>

namespace SyncAdmin {

// The reports on sessions (see report/text.h). They contain no keys or tokens.

TextTable sessionTable(const QList<UserSessions> &users);
QString sessionsText(const UserSessions &user); // one user's sessions, one line for each device
QString noSessionsText();                       // for a data root without session.db
QJsonObject toJson(const UserSessions &user);

QString revokeDryRunText(const ResetPlan &plan, const QString &command);
// The text above the prompt.
QString revokePlanText(const ResetPlan &plan, bool keepsRestorePoint);
QString nothingToRevokeText(const ResetPlan &plan);
QString revokeText(const ResetReport &report, const ResetPlan &plan, const QString &undoCommand);

} // namespace SyncAdmin
