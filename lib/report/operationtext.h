#pragma once

#include "engine/execution.h"
#include "engine/purge.h"
#include "engine/recover.h"
#include "engine/verify.h"
#include "store/restorepointstore.h"

#include <QString>

namespace SyncAdmin {

// The texts of operations and their results, as in lib/report/text.h: English, escaped, ending with
// a line feed.

// What stands above the prompt: "=== DESTRUCTIVE OPERATION ===" and what becomes of the data.
QString destructiveText(bool keepsRestorePoint);

// The result of a reset: every step once, the outcome, how it is undone and how the next sync goes.
// `undoCommand` restores its restore point.
QString resetText(const ResetReport &report, const QString &undoCommand);

QString restoreDryRunText(const ResetPlan &plan, const QString &command);
QString restoreText(const ResetReport &report, const QByteArray &id, const QString &undoCommand);

// The whole text of a dry run: its heading, what would be done, and the command that does it.
QString dryRunText(const QString &operation, const QString &plan, const QString &command);

// What would be done, as it also stands above the prompt; the dry run names the command as well.
QString recoveryPlanText(const RecoveryPlan &plan);
QString recoveryDryRunText(const RecoveryPlan &plan, const QString &command);
QString recoveryText(const ResetReport &report, const RecoveryPlan &plan);

QString purgePlanText(const QList<RestorePoint> &points);
QString purgeDryRunText(const QList<RestorePoint> &points, const QString &command);
QString purgeText(const PurgeReport &report);

QString verifyText(const VerifyReport &report, const RestorePoint &point);

} // namespace SyncAdmin
