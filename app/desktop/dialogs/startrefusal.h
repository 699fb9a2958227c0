#pragma once

#include "base/error.h"

namespace SyncAdmin::Desktop {

// Says on standard error and in a message box why the program cannot start, and returns its exit
// code once the box is closed. In place of the application's event loop.
int refuseToStart(const Error &error);

} // namespace SyncAdmin::Desktop
