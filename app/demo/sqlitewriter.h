#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace SyncAdmin::Demo {

// The journal mode in the header of the finished database. In WAL mode no -wal is left.
enum class JournalMode { Delete, Wal };

struct Blob
{
    QByteArray bytes;
};

// A prepared INSERT. Text is UTF-8. The connection keeps errors.
class Statement
{
public:
    Statement(sqlite3 *connection, const QByteArray &sql);

    template <typename... Values>
    bool run(const Values &...values)
    {
        int column = 0;
        (bind(++column, values), ...);
        return step();
    }

private:
    void bind(int column, qint64 value);
    void bind(int column, const QByteArray &utf8);
    void bind(int column, const QString &text) { bind(column, text.toUtf8()); }
    void bind(int column, const Blob &blob);
    void bind(int column, std::nullptr_t);
    bool step();

    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

// Creates a database file in one transaction, fast but not safe against crashes: for demonstrations
// and tests only. For one thread.
class SqliteWriter
{
public:
    // Creates the file and begins the transaction. Exists if the file exists.
    static Result<SqliteWriter> create(const QString &path);

    bool execute(const QByteArray &sql);
    Statement prepare(const QByteArray &sql) const { return {m_connection.get(), sql}; }
    // Commits and closes. Returns the error of the first statement that failed.
    Result<> finish(JournalMode mode);
    Error lastError() const;

private:
    struct Close
    {
        void operator()(sqlite3 *connection) const;
    };
    std::unique_ptr<sqlite3, Close> m_connection;
    QString m_path;
};

} // namespace SyncAdmin::Demo
