#pragma once

#include "base/error.h"

namespace SyncAdmin::Desktop {

// Shows on standard error and in a message box why the program cannot start. Returns the exit code
// when the box is closed. Runs in place of the application's event loop.
int refuseToStart(const Error &error);

} // namespace SyncAdmin::Desktop
