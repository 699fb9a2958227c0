#pragma once

#include "base/result.h"
#include "base/task.h"

#include <QByteArray>

#include <functional>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace SyncAdmin {

class Database;

// A SQLite database in memory, empty or a copy of an untrusted one, that is changed there and then
// written to disk as a whole. The connection is hardened: no views, triggers, foreign keys or
// attached files. Used by one thread at a time.
class MemoryDatabase
{
public:
    // An empty one. `path` is what errors are about, as it is shown.
    static Result<MemoryDatabase> make(const QString &path, const Task &task);
    // A copy of every page that a reading sees.
    static Result<MemoryDatabase> copyOf(const Database &database, const QString &path,
                                         const Task &task);

    // Runs statements without parameters. Errors of this class: Damaged, TimeLimit (10 s of
    // processor time in all), Cancelled.
    Result<> execute(const QByteArray &sql);
    // Calls `each` for every row.
    Result<> forEachRow(const QByteArray &sql, const std::function<void(sqlite3_stmt *)> &each);
    Result<qint64> number(const QByteArray &sql); // of the first row; -1 where there is none
    // Runs one statement again and again, each time with the parameters that `bind` sets; ends when
    // `bind` returns false.
    Result<> executeForEach(const QByteArray &sql, const std::function<bool(sqlite3_stmt *)> &bind);
    // Damaged where integrity_check finds anything.
    Result<> checkSound();
    // The bytes of the database file. Its header says rollback journal.
    Result<QByteArray> image();

    sqlite3 *handle() const { return m_handle.get(); }

private:
    struct Budget;
    struct Close
    {
        void operator()(sqlite3 *handle) const;
    };

    MemoryDatabase(QString path, const Task &task);
    Result<> open();
    tl::unexpected<Error> failed(int code) const;

    QString m_path;
    std::shared_ptr<Budget> m_budget; // outlives the handle, which asks it
    std::unique_ptr<sqlite3, Close> m_handle;
};

} // namespace SyncAdmin
