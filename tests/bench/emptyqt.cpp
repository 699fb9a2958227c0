#include <QCoreApplication>
#include <QSqlDatabase>

// The yardstick for start-up: a Qt program that opens one database and does nothing else.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"));
    database.setDatabaseName(QString::fromLocal8Bit(argc > 1 ? argv[1] : ""));
    database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
    return database.open() ? 0 : 1;
}
