#include "database/foldedcopy.h"

#include "base/writing.h"
#include "database/database.h"
#include "database/vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace SyncAdmin {

namespace {

struct Close
{
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
};

// Copies the pages through the VFS, which writes to no file but the target.
Result<> copyPages(const Database &database, DatabaseSource &target, const QString &path)
{
    const SourceRegistration registration(target);
    sqlite3 *raw = nullptr;
    const int opened =
        sqlite3_open_v2(registration.uri().toUtf8().constData(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, Close> handle(raw);
    if (opened != SQLITE_OK ||
        sqlite3_exec(raw, "PRAGMA journal_mode=off", nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(Error::Code::Damaged, path, QString::fromUtf8(sqlite3_errmsg(raw)));
    auto copied = database.copyTo(raw);
    // These errors come from the target's disk, not from the database that is read.
    if (!copied && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
        return failureFromErrno(errno, path);
    return copied;
}

Result<> setRollbackJournalHeader(int descriptor, const QString &path)
{
    constexpr off_t versions = 18; // offset in SQLite's header: write and read version
    constexpr std::array<char, 2> rollback{1, 1};
    if (::pwrite(descriptor, rollback.data(), rollback.size(), versions) !=
        static_cast<ssize_t>(rollback.size()))
        return failureFromErrno(errno, path);
    return {};
}

// Whether the database's content causes the error.
bool isContentFault(Error::Code code)
{
    return code == Error::Code::Damaged || code == Error::Code::ForeignSchema;
}

// The number of rows of each table, or that the table is damaged.
Result<QList<QVariantList>> rowCounts(const Database &database)
{
    QStringList tables;
    RETURN_IF_ERROR(database.forEachRow(
        QStringLiteral("SELECT name FROM pragma_table_list WHERE schema = 'main' AND "
                       "type = 'table' ORDER BY name"),
        [&tables](const QVariantList &row) {
            tables.append(row.first().toString());
            return true;
        }));
    QList<QVariantList> counts;
    for (QString &table : tables) {
        const QVariant name = table;
        table.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        const auto count =
            database.firstRow(QStringLiteral("SELECT COUNT(*) FROM main.\"%1\"").arg(table));
        if (!count && !isContentFault(count.error().code))
            return failure(count);
        counts.append({name, count ? count->value(0) : QVariant(codeName(count.error().code))});
    }
    return counts;
}

} // namespace

Result<> writeFoldedCopy(const Directory &folder, const QByteArray &name, const Directory &into,
                         const QByteArray &newName, const Task &task)
{
    const QString path = into.pathOf(newName);
    const ReadOptions options{0, true};
    RETURN_IF_ERROR(into.writeNewFile(newName, {}, 0600));
    DatabaseSource target;
    target.isPrivateCopy = true;
    ASSIGN_OR_RETURN(target.main, into.openFileForWriting(newName));
    QList<QVariantList> before;
    RETURN_IF_ERROR(readDatabase(folder, name, options, task, [&](Database &database) -> Result<> {
        if (::ftruncate(target.main.get(), 0) != 0) // of an earlier attempt
            return failureFromErrno(errno, path);
        ASSIGN_OR_RETURN(before, rowCounts(database));
        RETURN_IF_ERROR(copyPages(database, target, path));
        return setRollbackJournalHeader(target.main.get(), path);
    }));
    RETURN_IF_ERROR(syncFile(target.main.get(), path, *into.calls()));
    QList<QVariantList> after;
    RETURN_IF_ERROR(readDatabase(into, newName, options, task, [&](Database &database) -> Result<> {
        ASSIGN_OR_RETURN(after, rowCounts(database));
        return {};
    }));
    if (after != before)
        return failure(Error::Code::Damaged, path,
                       QStringLiteral("a copy of it does not contain the same rows"));
    return {};
}

} // namespace SyncAdmin
