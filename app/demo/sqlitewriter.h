#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace SyncAdmin::Demo {

// How the finished database says that it is to be opened; in WAL mode it is left at rest, without
// a -wal.
enum class JournalMode { Delete, Wal };

struct Blob
{
    QByteArray bytes;
};

// One prepared INSERT. Text is given as UTF-8. Errors are kept by the connection.
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

// Makes one new database file in a single transaction, fast and without regard to a crash: for
// demonstrations and tests only. Used on one thread.
class SqliteWriter
{
public:
    // Begins the transaction. Error Exists if the file is there.
    static Result<SqliteWriter> create(const QString &path);

    bool execute(const QByteArray &sql);
    Statement prepare(const QByteArray &sql) const { return {m_connection.get(), sql}; }
    // Commits and closes; the error of the first statement that failed.
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
