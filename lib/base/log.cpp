#include "base/log.h"

namespace SyncAdmin {

Q_LOGGING_CATEGORY(logVolume, "syncadmin.volume", QtWarningMsg)
Q_LOGGING_CATEGORY(logDatabase, "syncadmin.database", QtWarningMsg)
Q_LOGGING_CATEGORY(logServer, "syncadmin.server", QtWarningMsg)
Q_LOGGING_CATEGORY(logAnalysis, "syncadmin.analysis", QtWarningMsg)
Q_LOGGING_CATEGORY(logReset, "syncadmin.reset", QtWarningMsg)

} // namespace SyncAdmin
