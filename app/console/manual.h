#pragma once

#include <QString>

namespace SyncAdmin::Console {

// The manual page: the template with its lines "@COMMANDS@", "@OPTIONS@", "@EXIT_CODES@" and the
// word "@VERSION@" replaced from the command table.
QString manualPage(const QString &pattern);

} // namespace SyncAdmin::Console
