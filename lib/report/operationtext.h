#pragma once

#include "engine/purgereport.h"
#include "engine/recoveryplan.h"
#include "engine/resetreport.h"
#include "engine/verifyreport.h"
#include "store/restorepointstore.h"

#include <QString>

namespace SyncAdmin {

// The texts of operations and their results (see report/text.h): English, escaped, ending with a
// line feed.

// The text above the prompt: "=== DESTRUCTIVE OPERATION ===", and what happens to the data.
QString destructiveText(bool keepsRestorePoint);

// The result of a reset: the steps, the outcome, how to undo it, and how the next sync goes.
// `undoCommand` restores its restore point.
QString resetText(const ResetReport &report, const QString &undoCommand);

QString restoreDryRunText(const ResetPlan &plan, const QString &command);
QString restoreText(const ResetReport &report, const QByteArray &id, const QString &undoCommand);

// The complete text of a dry run: heading, plan, and the command that performs it.
QString dryRunText(const QString &operation, const QString &plan, const QString &command);

// The plan of a rollback, also shown above the prompt; the dry run adds the command.
QString recoveryPlanText(const RecoveryPlan &plan);
QString recoveryDryRunText(const RecoveryPlan &plan, const QString &command);
QString recoveryText(const ResetReport &report, const RecoveryPlan &plan);

QString purgePlanText(const QList<RestorePoint> &points);
QString purgeDryRunText(const QList<RestorePoint> &points, const QString &command);
QString purgeText(const PurgeReport &report);

QString verifyText(const VerifyReport &report, const RestorePoint &point);

} // namespace SyncAdmin
