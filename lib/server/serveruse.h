#pragma once

#include "server/inuse.h"

namespace SyncAdmin {

// Whether a running server shows itself by what it has open: a database of any user below this data
// root. Busy or Free; Free says only that nobody was seen, as with a community server that nobody
// syncs with. One look at /proc and at the names in the user folders.
InUse probeServer(const Directory &root);

} // namespace SyncAdmin
