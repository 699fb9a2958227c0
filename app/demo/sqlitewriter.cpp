#include "demo/sqlitewriter.h"

#include "base/displayname.h"
#include "database/unicase.h"
#include "database/vfs.h"

#include <QFile>

#include <sqlite3.h>

namespace SyncAdmin::Demo {

void Statement::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3 *connection, const QByteArray &sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(connection, sql.constData(), static_cast<int>(sql.size()), &statement,
                       nullptr);
    m_statement.reset(statement);
}

void Statement::bind(int column, qint64 value)
{
    sqlite3_bind_int64(m_statement.get(), column, value);
}

void Statement::bind(int column, const QByteArray &utf8)
{
    sqlite3_bind_text(m_statement.get(), column, utf8.constData(), static_cast<int>(utf8.size()),
                      SQLITE_TRANSIENT); // NOLINT: SQLite's own macro
}

void Statement::bind(int column, const Blob &blob)
{
    sqlite3_bind_blob(m_statement.get(), column, blob.bytes.constData(),
                      static_cast<int>(blob.bytes.size()),
                      SQLITE_TRANSIENT); // NOLINT: SQLite's own macro
}

void Statement::bind(int column, std::nullptr_t)
{
    sqlite3_bind_null(m_statement.get(), column);
}

bool Statement::step()
{
    const int result = sqlite3_step(m_statement.get());
    return result == SQLITE_DONE && sqlite3_reset(m_statement.get()) == SQLITE_OK;
}

void SqliteWriter::Close::operator()(sqlite3 *connection) const
{
    sqlite3_close_v2(connection);
}

Result<SqliteWriter> SqliteWriter::create(const QString &path)
{
    prepareSqlite();
    const QByteArray name = QFile::encodeName(path);
    if (QFile::exists(path))
        return failure(Error::Code::Exists, displayName(name));
    SqliteWriter writer;
    writer.m_path = path;
    sqlite3 *connection = nullptr;
    const int opened = sqlite3_open_v2(name.constData(), &connection,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    writer.m_connection.reset(connection);
    if (opened != SQLITE_OK || registerUnicase(connection) != SQLITE_OK ||
        !writer.execute("PRAGMA synchronous=off; PRAGMA journal_mode=memory;"
                        "PRAGMA cache_size=-65536; BEGIN"))
        return failure(writer.lastError());
    return writer;
}

bool SqliteWriter::execute(const QByteArray &sql)
{
    return sqlite3_exec(m_connection.get(), sql.constData(), nullptr, nullptr, nullptr) ==
           SQLITE_OK;
}

Error SqliteWriter::lastError() const
{
    return {Error::Code::System, displayName(QFile::encodeName(m_path)),
            QString::fromUtf8(sqlite3_errmsg(m_connection.get()))};
}

Result<> SqliteWriter::finish(JournalMode mode)
{
    if (!execute("COMMIT"))
        return failure(lastError());
    if (mode == JournalMode::Wal && !execute("PRAGMA journal_mode=wal"))
        return failure(lastError());
    m_connection.reset();
    return {};
}

} // namespace SyncAdmin::Demo
