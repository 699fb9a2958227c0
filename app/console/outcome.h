#pragma once

#include "base/error.h"

#include <QByteArray>

namespace SyncAdmin::Console {

// The last line of --json, which summarizes the run. Recorded during the run, on the main thread.

// Something in a data root was changed, or a data root was made.
void recordChange();
// Called for each error that is printed to standard error, in that order.
void recordError(const Error &error);

// {"type":"outcome",...} with a line feed. `command` is empty where none was recognized.
QByteArray outcomeLine(const QByteArray &command, int exitCode);

} // namespace SyncAdmin::Console
