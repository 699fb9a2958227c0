#pragma once

#include "options.h"

namespace SyncAdmin::Console {

// "Did you mean: john.doe?", for the users of the data root whose names are near; empty where none
// is.
QString nearNames(const Options &options, const QString &name);

} // namespace SyncAdmin::Console
