#pragma once

#include "base/directory.h"
#include "base/task.h"

#include <QMap>
#include <QStringList>
#include <QVariant>

#include <functional>

class QSqlDatabase;
struct sqlite3;

namespace SyncAdmin {

class ReadBudget;

// An open, hardened, read-only connection for the reading function of readDatabase(). Valid during
// that call, on its thread.
class Database
{
public:
    enum class Shape {
        Missing,
        Table,
        Other, // a view, a virtual table or a table with generated columns: never queried
    };

    // The kind of object with this name in the schema.
    Shape shapeOf(const QString &table) const;
    bool hasTable(const QString &table) const { return shapeOf(table) == Shape::Table; }
    // The table's columns in lower case; empty if the table cannot be read.
    QStringList columnsOf(const QString &table) const;

    // The values of the first row of a query; empty without rows.
    Result<QVariantList> firstRow(const QString &query) const;
    // Calls `each` for every row; stops when it returns false.
    Result<> forEachRow(const QString &query,
                        const std::function<bool(const QVariantList &)> &each) const;
    // The findings of `PRAGMA integrity_check`, at most `maxProblems`; empty if the database is
    // sound. Reports progress in bytes.
    Result<QStringList> integrityProblems(int maxProblems) const;
    // Copies every page, as this connection sees the database, into an empty database.
    Result<> copyTo(sqlite3 *target) const;

private:
    friend class Reading;
    Database(const QSqlDatabase &connection, ReadBudget &budget, QString path, qint64 size);
    Result<> readShapes();
    Result<> distrustComputedTables();
    Error lastError(const QString &text) const;

    const QSqlDatabase &m_connection;
    ReadBudget &m_budget;
    QString m_path;
    qint64 m_size = 0;
    QMap<QString, Shape> m_shapes;
};

struct ReadOptions
{
    // Limit on processor time in milliseconds; 0 is no limit.
    qint64 processorLimit = 2000;
    // Compare stamps around the reading. Disabled only by the test of the stamps.
    bool guarded = true;
};

// The state of a database's files during a reading.
struct DatabaseFiles
{
    bool usesWal = false; // from the header
    qint64 walBytes = 0;
    qint64 journalBytes = 0;
    bool hotJournal = false; // a transaction was interrupted; the reading saw the state before it
};

// Reads a database without a trace on the disk and without a lock. The reading function sees a
// consistent state, or the call fails with ChangingWhileRead. The function may be called several
// times and must start from scratch each time. Runs on the calling thread. Errors: those of
// Directory::openFile(), NotADatabase, Damaged, ForeignJournal, TimeLimit, Cancelled,
// ChangingWhileRead, and those of the function.
Result<DatabaseFiles> readDatabase(const Directory &folder, const QByteArray &name,
                                   const ReadOptions &options, const Task &task,
                                   const std::function<Result<>(Database &)> &read);

} // namespace SyncAdmin
