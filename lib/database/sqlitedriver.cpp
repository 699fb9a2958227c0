#include "database/sqlitedriver.h"

#include "base/log.h"
#include "database/vfs.h"

#include <QSqlDatabase>
#include <QSqlError>

namespace SyncAdmin {

Result<> checkSqliteDriver()
{
    const QString driver = QStringLiteral("QSQLITE");
    const QString name = QStringLiteral("syncadmin-driver-check");
    const auto unusable = [](const QString &why) {
        return failure(Error::Code::Unsupported, QStringLiteral("Cannot read databases"), why);
    };
    bool isOpen = false;
    DatabaseSource nothing; // an empty database
    const SourceRegistration registration(nothing);
    {
        // addDatabase() would log a warning for a missing driver.
        if (!QSqlDatabase::isDriverAvailable(driver))
            return unusable(QStringLiteral("Qt has no SQLite driver. Install the package "
                                           "libqt6sql6-sqlite."));
        QSqlDatabase connection = QSqlDatabase::addDatabase(driver, name);
        connection.setDatabaseName(registration.uri());
        connection.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
        isOpen = connection.open();
        if (!isOpen)
            qCDebug(logDatabase).noquote() << "SQLite driver:" << connection.lastError().text();
        connection.close();
    }
    QSqlDatabase::removeDatabase(name);
    if (!isOpen)
        return unusable(QStringLiteral("Qt's SQLite driver does not use the system's SQLite "
                                       "library. Install the distribution's Qt and the package "
                                       "libqt6sql6-sqlite."));
    return {};
}

} // namespace SyncAdmin
