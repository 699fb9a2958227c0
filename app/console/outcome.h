#pragma once

#include "base/error.h"

#include <QByteArray>

namespace SyncAdmin::Console {

// What the last line of --json says about the whole run. Recorded as it happens, on the main
// thread.

// Something below a data root, or a data root itself, is no longer as it was.
void recordChange();
// In the order in which they are printed to standard error.
void recordError(const Error &error);

// {"type":"outcome",...} with a line feed. `command` is empty where none was recognized.
QByteArray outcomeLine(const QByteArray &command, int exitCode);

} // namespace SyncAdmin::Console
