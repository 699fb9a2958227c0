#pragma once

#include "engine/plan.h"

#include <QString>
#include <QStringList>

namespace SyncAdmin {

// The text reports, an interface that scripts parse: English, independent of the locale, ending
// with a line feed, with escaped names. Pure functions.

QString analysisText(const UserAnalysis &analysis);

// `command`, quoted for a shell, performs the reset.
QString dryRunText(const ResetPlan &plan, const QString &command);

// The plan shown before a reset of several users: "  - Remove collection file: collection.anki2".
QString planText(const ResetPlan &plan);

QString nothingToResetText(const ResetPlan &plan);

} // namespace SyncAdmin
