#pragma once

#include "options.h"

#include <QStringList>

namespace SyncAdmin::Console {

// "Did you mean: --match?", for the known words that differ little from this one; empty where none
// does.
QString nearest(const QString &word, const QStringList &known);

// The same for the users of the data root.
QString nearNames(const Options &options, const QString &name);

} // namespace SyncAdmin::Console
