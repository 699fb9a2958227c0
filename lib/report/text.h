#pragma once

#include "engine/plan.h"

#include <QString>
#include <QStringList>

namespace SyncAdmin {

// The text reports, an interface that scripts parse. English and the same in every locale; every
// text ends with a line feed, and every name in it is escaped. Pure functions of their values.

QString analysisText(const UserAnalysis &analysis);

// `command`, quoted for a shell, is what would perform the reset.
QString dryRunText(const ResetPlan &plan, const QString &command);

// The plan before a reset of several users: "  - Remove collection file: collection.anki2".
QString planText(const ResetPlan &plan);

QString nothingToResetText(const ResetPlan &plan);

} // namespace SyncAdmin
