#pragma once

#include "engine/resetreport.h"

#include <QString>

namespace SyncAdmin::OperationParts {

// The word of the commands for an operation of the audit log, which keeps the words of its format:
// "purge" is "delete".
QString operationName(const QString &operation);

// What the texts of several operations are put together from; each ends with a line feed.

QString line(const QString &text);
QString heading(const QString &text);
QString dryRunHeading(const QString &operation);
QString runThis(const QString &operation, const QString &command);
QString performing(const QString &operation);
QString stepsText(const ResetReport &report);
QString failureText(const ResetReport &report); // of an operation that failed
QString warningsText(const QStringList &warnings);
QString undoText(const ResetReport &report, const QString &undoCommand);
QString assertedText(const ResetReport &report);

} // namespace SyncAdmin::OperationParts
