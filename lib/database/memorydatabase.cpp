#include "database/memorydatabase.h"

#include "database/database.h"
#include "database/unicase.h"
#include "database/vfs.h"

#include <sqlite3.h>

#include <array>
#include <ctime>

namespace SyncAdmin {

namespace {

constexpr int progressSteps =
    1000;                         // SQLite's virtual machine steps between two checks of the budget
constexpr double maxSeconds = 10; // of processor time

struct Finalize
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

double threadSeconds()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

} // namespace

struct MemoryDatabase::Budget
{
    Task task;
    double end = 0;

    static int isSpent(void *budget)
    {
        const auto *self = static_cast<const Budget *>(budget);
        return self->task.stopRequested() || threadSeconds() > self->end ? 1 : 0;
    }
};

void MemoryDatabase::Close::operator()(sqlite3 *handle) const
{
    sqlite3_close(handle);
}

MemoryDatabase::MemoryDatabase(QString path, const Task &task)
    : m_path(std::move(path)),
      m_budget(std::make_shared<Budget>(Budget{task, threadSeconds() + maxSeconds}))
{}

// SQLite's own messages may quote the file's content, so they are not used.
tl::unexpected<Error> MemoryDatabase::failed(int code) const
{
    if (code == SQLITE_INTERRUPT)
        return failure(m_budget->task.stopRequested() ? Error::Code::Cancelled
                                                      : Error::Code::TimeLimit,
                       m_path);
    return failure(Error::Code::Damaged, m_path, QString::fromUtf8(sqlite3_errstr(code)));
}

Result<> MemoryDatabase::open()
{
    prepareSqlite();
    sqlite3 *handle = nullptr;
    const int opened =
        sqlite3_open_v2(":memory:", &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    m_handle.reset(handle);
    return opened == SQLITE_OK ? Result<>() : failed(opened);
}

Result<MemoryDatabase> MemoryDatabase::make(const QString &path, const Task &task)
{
    MemoryDatabase database(path, task);
    RETURN_IF_ERROR(database.open());
    return database;
}

Result<MemoryDatabase> MemoryDatabase::copyOf(const Database &database, const QString &path,
                                              const Task &task)
{
    MemoryDatabase copy(path, task);
    RETURN_IF_ERROR(copy.open());
    RETURN_IF_ERROR(database.copyTo(copy.handle()));
    sqlite3 *handle = copy.handle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(handle, progressSteps, &Budget::isSpent, copy.m_budget.get());
    if (const int made = registerUnicase(handle); made != SQLITE_OK)
        return copy.failed(made);
    RETURN_IF_ERROR(copy.execute("PRAGMA temp_store=memory; PRAGMA cell_size_check=1"));
    return copy;
}

Result<> MemoryDatabase::execute(const QByteArray &sql)
{
    const int done = sqlite3_exec(handle(), sql.constData(), nullptr, nullptr, nullptr);
    return done == SQLITE_OK ? Result<>() : failed(done);
}

Result<> MemoryDatabase::forEachRow(const QByteArray &sql,
                                    const std::function<void(sqlite3_stmt *)> &each)
{
    sqlite3_stmt *raw = nullptr;
    const int prepared = sqlite3_prepare_v2(handle(), sql.constData(), -1, &raw, nullptr);
    const Statement statement(raw);
    if (prepared != SQLITE_OK)
        return failed(prepared);
    for (;;) {
        const int stepped = sqlite3_step(statement.get());
        if (stepped == SQLITE_DONE)
            return {};
        if (stepped != SQLITE_ROW)
            return failed(stepped);
        each(statement.get());
    }
}

Result<qint64> MemoryDatabase::number(const QByteArray &sql)
{
    qint64 number = -1;
    RETURN_IF_ERROR(
        forEachRow(sql, [&number](sqlite3_stmt *row) { number = sqlite3_column_int64(row, 0); }));
    return number;
}

Result<> MemoryDatabase::executeForEach(const QByteArray &sql,
                                        const std::function<bool(sqlite3_stmt *)> &bind)
{
    sqlite3_stmt *raw = nullptr;
    const int prepared = sqlite3_prepare_v2(handle(), sql.constData(), -1, &raw, nullptr);
    const Statement statement(raw);
    if (prepared != SQLITE_OK)
        return failed(prepared);
    while (bind(statement.get())) {
        if (const int stepped = sqlite3_step(statement.get()); stepped != SQLITE_DONE)
            return failed(stepped);
        sqlite3_reset(statement.get());
    }
    return {};
}

Result<> MemoryDatabase::checkSound()
{
    bool isSound = true;
    RETURN_IF_ERROR(forEachRow("PRAGMA main.integrity_check(1)", [&isSound](sqlite3_stmt *row) {
        isSound = isSound &&
                  qstrcmp(reinterpret_cast<const char *>(sqlite3_column_text(row, 0)), "ok") == 0;
    }));
    if (!isSound)
        return failure(Error::Code::Damaged, m_path, QStringLiteral("its integrity check failed"));
    return {};
}

Result<QByteArray> MemoryDatabase::image()
{
    sqlite3_int64 bytes = 0;
    unsigned char *serialized = sqlite3_serialize(handle(), "main", &bytes, 0);
    if (serialized == nullptr)
        return failure(Error::Code::NoSpace, m_path, QStringLiteral("not enough memory"));
    QByteArray image(reinterpret_cast<const char *>(serialized), bytes);
    sqlite3_free(serialized);
    // Offsets of the read and write version: a copy of a WAL database still has those of WAL mode.
    constexpr std::array<qsizetype, 2> versions{18, 19};
    for (const qsizetype at : versions) {
        if (image.size() > at)
            image[at] = 1;
    }
    return image;
}

} // namespace SyncAdmin
