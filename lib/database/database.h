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

// One open, hardened, read-only connection, given to the reading function of readDatabase(). Lives
// on that thread and no longer than the call.
class Database
{
public:
    enum class Shape {
        Missing,
        Table,
        Other, // a view, a virtual table or one with generated columns: never asked
    };

    // What stands in the schema under this name.
    Shape shapeOf(const QString &table) const;
    bool hasTable(const QString &table) const { return shapeOf(table) == Shape::Table; }
    // The table's columns, in lower case; empty where it cannot be read.
    QStringList columnsOf(const QString &table) const;

    // The values of the first row of a query; empty where it has none.
    Result<QVariantList> firstRow(const QString &query) const;
    // Every row; stops when `each` returns false.
    Result<> forEachRow(const QString &query,
                        const std::function<bool(const QVariantList &)> &each) const;
    // What `PRAGMA integrity_check` finds, at most `most` findings; empty means the database is
    // sound. Progress in bytes of `name`.
    Result<QStringList> integrityProblems(int most) const;
    // Copies every page, as this reading sees the database, into an empty one of the caller's.
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
    // Processor time in milliseconds that the reading may take; 0 is no limit.
    qint64 processorLimit = 2000;
    // Off only in the test that shows what the stamps are for.
    bool guarded = true;
};

// What the files said beside the rows.
struct DatabaseFiles
{
    bool usesWal = false; // the header says WAL mode
    qint64 walBytes = 0;
    qint64 journalBytes = 0;
    bool hotJournal = false; // a transaction was cut off; the reading saw what was there before it
};

// Reads a database without leaving a trace and without taking a lock: the reading function gets a
// consistent state, or the call fails with ChangingWhileRead. It may be called several times, so it
// starts from nothing each time. Everything happens on the calling thread. Errors: those of
// Directory::openFile, NotADatabase, Damaged, ForeignJournal, TimeLimit, Cancelled,
// ChangingWhileRead, and what the function returns.
Result<DatabaseFiles> readDatabase(const Directory &folder, const QByteArray &name,
                                   const ReadOptions &options, const Task &task,
                                   const std::function<Result<>(Database &)> &read);

} // namespace SyncAdmin
