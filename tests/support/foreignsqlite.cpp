// A SQLite driver of Qt with its own SQLite, statically linked and hidden, as in a Qt that was not
// built for the system's library.

#include <QSqlDriver>
#include <QSqlDriverPlugin>
#include <QSqlError>
#include <QSqlIndex>
#include <QSqlRecord>

#include <sqlite3.h>

namespace {

class ForeignDriver : public QSqlDriver
{
public:
    ~ForeignDriver() override { sqlite3_close(m_database); }
    bool hasFeature(DriverFeature /*feature*/) const override { return false; }
    bool open(const QString &name, const QString & /*user*/, const QString & /*password*/,
              const QString & /*host*/, int /*port*/, const QString & /*options*/) override
    {
        const int opened = sqlite3_open_v2(name.toUtf8().constData(), &m_database,
                                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
        if (opened != SQLITE_OK)
            setLastError(QSqlError(QString::fromUtf8(sqlite3_errmsg(m_database))));
        setOpen(opened == SQLITE_OK);
        setOpenError(opened != SQLITE_OK);
        return opened == SQLITE_OK;
    }
    void close() override
    {
        sqlite3_close(m_database);
        m_database = nullptr;
        setOpen(false);
    }
    QSqlResult *createResult() const override { return nullptr; }

private:
    sqlite3 *m_database = nullptr;
};

} // namespace

class ForeignSqlitePlugin : public QSqlDriverPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.qt-project.Qt.QSqlDriverFactoryInterface" FILE "foreignsqlite.json")

public:
    QSqlDriver *create(const QString & /*key*/) override { return new ForeignDriver; }
};

#include "foreignsqlite.moc"
