#pragma once

#include "engine/resetreport.h"

#include <QString>

namespace SyncAdmin::ActParts {

// What the texts of several acts are put together from; each ends with a line feed.

QString line(const QString &text);
QString heading(const QString &text);
QString dryRunHeading(const QString &act);
QString runThis(const QString &act, const QString &command);
QString performing(const QString &act);
QString stepsText(const ResetReport &report);
QString failureText(const ResetReport &report); // of an act that did not succeed
QString warningsText(const QStringList &warnings);
QString undoText(const ResetReport &report, const QString &undoCommand);
QString assertedText(const ResetReport &report);

} // namespace SyncAdmin::ActParts
