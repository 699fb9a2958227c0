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

// A SQLite database in memory: empty, or a copy of an untrusted one. It is changed there and then
// written to the disk as a whole. The connection is hardened: no views, triggers, foreign keys or
// attached files. For one thread at a time.
class MemoryDatabase
{
public:
    // An empty database. `path` is used in error messages.
    static Result<MemoryDatabase> make(const QString &path, const Task &task);
    // A copy of all pages that the connection sees.
    static Result<MemoryDatabase> copyOf(const Database &database, const QString &path,
                                         const Task &task);

    // Runs statements without parameters. Errors of all functions: Damaged, TimeLimit (10 s of
    // processor time in total), Cancelled.
    Result<> execute(const QByteArray &sql);
    // Calls `each` for every row.
    Result<> forEachRow(const QByteArray &sql, const std::function<void(sqlite3_stmt *)> &each);
    Result<qint64> number(const QByteArray &sql); // the first value; -1 without rows
    // Runs a statement repeatedly with the parameters that `bind` sets, until `bind` returns false.
    Result<> executeForEach(const QByteArray &sql, const std::function<bool(sqlite3_stmt *)> &bind);
    // Fails with Damaged if integrity_check finds anything.
    Result<> checkSound();
    // The bytes of the database file. Its header selects rollback journal mode.
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
    std::shared_ptr<Budget> m_budget; // must outlive m_handle, whose progress handler uses it
    std::unique_ptr<sqlite3, Close> m_handle;
};

} // namespace SyncAdmin
