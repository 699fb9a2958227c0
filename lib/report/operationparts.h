#pragma once

#include "engine/resetreport.h"

#include <QString>

namespace SyncAdmin::OperationParts {

// The command's word for an operation in the audit log, whose format keeps its own words: "purge"
// is "delete".
QString operationName(const QString &operation);

// The building blocks of the texts of operations; each ends with a line feed.

QString line(const QString &text);
QString heading(const QString &text);
QString dryRunHeading(const QString &operation);
QString runThis(const QString &operation, const QString &command);
QString performing(const QString &operation);
QString stepsText(const ResetReport &report);
QString failureText(const ResetReport &report); // for an operation that failed
QString warningsText(const QStringList &warnings);
QString undoText(const ResetReport &report, const QString &undoCommand);
QString assertedText(const ResetReport &report);

} // namespace SyncAdmin::OperationParts
