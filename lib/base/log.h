#pragma once

#include <QLoggingCategory>

namespace SyncAdmin {

// Logging categories, enabled by --verbose. Names in messages are displayName()s.
Q_DECLARE_LOGGING_CATEGORY(logVolume)   // syncadmin.volume
Q_DECLARE_LOGGING_CATEGORY(logDatabase) // syncadmin.database
Q_DECLARE_LOGGING_CATEGORY(logServer)   // syncadmin.server
Q_DECLARE_LOGGING_CATEGORY(logAnalysis) // syncadmin.analysis
Q_DECLARE_LOGGING_CATEGORY(logReset)    // syncadmin.reset

} // namespace SyncAdmin
