#include "server/sessionedit.h"

#include "base/log.h"
#include "database/database.h"
#include "database/unicase.h"
#include "server/sessions.h"
#include "server/sessiontable.h"

#include <QCryptographicHash>

#include <sqlite3.h>

#include <array>
#include <ctime>
#include <memory>

namespace SyncAdmin {

namespace {

constexpr qint64 mostBytes = 128LL * 1024 * 1024;
constexpr int stepsBetweenChecks = 1000;
constexpr double mostSeconds = 10; // of processor time

struct CloseConnection
{
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
};
struct FinalizeStatement
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

double threadSeconds()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Text in UTF-8, whatever the database's encoding; the bytes of text that is no UTF-8.
QByteArray valueBytes(sqlite3_value *value)
{
    const void *bytes = sqlite3_value_type(value) == SQLITE_BLOB
                            ? sqlite3_value_blob(value)
                            : static_cast<const void *>(sqlite3_value_text(value));
    return {static_cast<const char *>(bytes), sqlite3_value_bytes(value)};
}

// is_revoked(path, login) in SQL.
void isRevoked(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    const auto *folder = static_cast<const QByteArray *>(sqlite3_user_data(context));
    const QByteArray path = valueBytes(values[0]);
    const QByteArray login = valueBytes(values[1]);
    sqlite3_result_int(context, sessionFolder(path, login) == *folder ? 1 : 0);
}

// A copy of the database in memory, edited there.
class SessionEditor
{
public:
    SessionEditor(QByteArray userFolder, QString path, const Task &task)
        : m_userFolder(std::move(userFolder)), m_path(std::move(path)), m_task(task),
          m_end(threadSeconds() + mostSeconds)
    {}
    Result<SessionEdit> run(const Database &database, const SessionTable &table);

private:
    struct Contents
    {
        QByteArray schema;
        QByteArray otherRows; // a hash over the rows of all tables, the user's sessions left out
        qint64 sessions = 0;  // the user's
        qint64 others = 0;
    };

    Result<> open(const Database &database);
    Result<> execute(const QByteArray &sql);
    Result<> forEachRow(const QByteArray &sql, const std::function<void(sqlite3_stmt *)> &each);
    Result<qint64> count(const QByteArray &sql);
    Result<Contents> contents(const QByteArray &condition);
    Result<> checkSound();
    Result<QByteArray> image();
    tl::unexpected<Error> failed(int code) const;
    static int stopWhenSpent(void *editor);

    QByteArray m_userFolder;
    QString m_path;
    const Task &m_task;
    double m_end;
    std::unique_ptr<sqlite3, CloseConnection> m_handle;
};

int SessionEditor::stopWhenSpent(void *editor)
{
    const auto *self = static_cast<const SessionEditor *>(editor);
    return self->m_task.stopRequested() || threadSeconds() > self->m_end ? 1 : 0;
}

// Never SQLite's own words: they may quote what stands in the file.
tl::unexpected<Error> SessionEditor::failed(int code) const
{
    if (code == SQLITE_INTERRUPT)
        return failure(m_task.stopRequested() ? Error::Code::Cancelled : Error::Code::TimeLimit,
                       m_path);
    return failure(Error::Code::Damaged, m_path, QString::fromUtf8(sqlite3_errstr(code)));
}

Result<> SessionEditor::open(const Database &database)
{
    sqlite3 *handle = nullptr;
    const int opened =
        sqlite3_open_v2(":memory:", &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    m_handle.reset(handle);
    if (opened != SQLITE_OK)
        return failed(opened);
    if (auto copied = database.copyTo(handle); !copied)
        return copied;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(handle, stepsBetweenChecks, &stopWhenSpent, this);
    if (const int made = registerUnicase(handle); made != SQLITE_OK)
        return failed(made);
    const int made = sqlite3_create_function_v2(
        handle, "is_revoked", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
        &m_userFolder, &isRevoked, nullptr, nullptr, nullptr);
    if (made != SQLITE_OK)
        return failed(made);
    // What is deleted is overwritten as well: the keys must not stay in free pages.
    return execute("PRAGMA temp_store=memory; PRAGMA cell_size_check=1; PRAGMA secure_delete=on");
}

Result<> SessionEditor::execute(const QByteArray &sql)
{
    const int done = sqlite3_exec(m_handle.get(), sql.constData(), nullptr, nullptr, nullptr);
    return done == SQLITE_OK ? Result<>() : failed(done);
}

Result<> SessionEditor::forEachRow(const QByteArray &sql,
                                   const std::function<void(sqlite3_stmt *)> &each)
{
    sqlite3_stmt *raw = nullptr;
    const int prepared = sqlite3_prepare_v2(m_handle.get(), sql.constData(), -1, &raw, nullptr);
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

Result<qint64> SessionEditor::count(const QByteArray &sql)
{
    qint64 number = -1;
    auto read =
        forEachRow(sql, [&number](sqlite3_stmt *row) { number = sqlite3_column_int64(row, 0); });
    if (!read)
        return tl::unexpected(read.error());
    return number;
}

void addValue(QCryptographicHash &hash, sqlite3_stmt *row, int column)
{
    const int type = sqlite3_column_type(row, column);
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(row, column));
    const int size = sqlite3_column_bytes(row, column);
    const QByteArray shape = QByteArray::number(type) + ':' + QByteArray::number(size) + ':';
    hash.addData(shape);
    if (bytes != nullptr)
        hash.addData(QByteArrayView(bytes, size));
}

QByteArray quoted(QByteArray name)
{
    return '"' + name.replace('"', "\"\"") + '"';
}

Result<SessionEditor::Contents> SessionEditor::contents(const QByteArray &condition)
{
    Contents found;
    QByteArrayList tables;
    QCryptographicHash schema(QCryptographicHash::Sha256);
    auto read = forEachRow("SELECT type, name, tbl_name, sql, rootpage FROM main.sqlite_schema",
                           [&](sqlite3_stmt *row) {
                               for (int i = 0; i < 5; ++i)
                                   addValue(schema, row, i);
                           });
    if (read) {
        // Virtual tables are left alone: their code is not to run here. Their own tables are seen.
        read = forEachRow("SELECT name FROM pragma_table_list WHERE schema='main' AND "
                          "type IN ('table','shadow') ORDER BY name",
                          [&tables](sqlite3_stmt *row) {
                              tables.append(
                                  reinterpret_cast<const char *>(sqlite3_column_text(row, 0)));
                          });
    }
    QCryptographicHash rows(QCryptographicHash::Sha256);
    for (const QByteArray &table : std::as_const(tables)) {
        if (!read)
            break;
        const bool isSession = table.toLower() == "session";
        rows.addData(table);
        read = forEachRow("SELECT * FROM main." + quoted(table) +
                              (isSession ? " WHERE NOT " + condition : QByteArray()),
                          [&](sqlite3_stmt *row) {
                              found.others += isSession ? 1 : 0;
                              for (int i = 0; i < sqlite3_column_count(row); ++i)
                                  addValue(rows, row, i);
                          });
    }
    if (!read)
        return tl::unexpected(read.error());
    const auto sessions = count("SELECT count(*) FROM main.session WHERE " + condition);
    if (!sessions)
        return tl::unexpected(sessions.error());
    found.sessions = *sessions;
    found.schema = schema.result();
    found.otherRows = rows.result();
    return found;
}

Result<> SessionEditor::checkSound()
{
    bool isSound = true;
    auto read = forEachRow("PRAGMA main.integrity_check(1)", [&isSound](sqlite3_stmt *row) {
        isSound = isSound &&
                  qstrcmp(reinterpret_cast<const char *>(sqlite3_column_text(row, 0)), "ok") == 0;
    });
    if (read && !isSound)
        return failure(Error::Code::Damaged, m_path,
                       QStringLiteral("integrity_check finds it damaged"));
    return read;
}

Result<QByteArray> SessionEditor::image()
{
    sqlite3_int64 bytes = 0;
    unsigned char *serialized = sqlite3_serialize(m_handle.get(), "main", &bytes, 0);
    if (serialized == nullptr)
        return failure(Error::Code::NoSpace, m_path);
    const QByteArray image(reinterpret_cast<const char *>(serialized), bytes);
    sqlite3_free(serialized);
    return image;
}

Result<SessionEdit> SessionEditor::run(const Database &database, const SessionTable &table)
{
    if (auto opened = open(database); !opened)
        return tl::unexpected(opened.error());
    if (auto sound = checkSound(); !sound)
        return tl::unexpected(sound.error());
    const QByteArray condition =
        QStringLiteral("is_revoked(%1, %2)").arg(table.path, table.login).toUtf8();
    const auto before = contents(condition);
    if (!before)
        return tl::unexpected(before.error());
    if (auto deleted = execute("DELETE FROM main.session WHERE " + condition); !deleted)
        return tl::unexpected(deleted.error());
    const auto after = contents(condition);
    if (!after)
        return tl::unexpected(after.error());
    if (after->sessions != 0 || after->others != before->others ||
        after->otherRows != before->otherRows || after->schema != before->schema)
        return failure(Error::Code::Damaged, m_path,
                       QStringLiteral("more than this user's sessions would change"));
    if (auto sound = checkSound(); !sound)
        return tl::unexpected(sound.error());
    SessionEdit edit;
    const auto bytes = image();
    if (!bytes)
        return tl::unexpected(bytes.error());
    edit.image = *bytes;
    edit.removed = before->sessions;
    edit.left = after->others;
    return edit;
}

} // namespace

Result<SessionEdit> editSessions(const Directory &root, const QByteArray &userFolder,
                                 const Task &task)
{
    const QString path = root.pathOf(sessionDatabase);
    const auto status = root.status(sessionDatabase);
    if (!status)
        return tl::unexpected(status.error());
    if (status->size > mostBytes)
        return failure(Error::Code::BadInput, path,
                       QStringLiteral("%1 is too large for a session database").arg(path));
    SessionEdit edit;
    const auto read = readDatabase(root, sessionDatabase, {}, task, [&](Database &database) {
        const auto table = SessionTable::in(database, path);
        if (!table)
            return Result<>(tl::unexpected(table.error()));
        const auto edited = SessionEditor(userFolder, path, task).run(database, *table);
        if (!edited)
            return Result<>(tl::unexpected(edited.error()));
        edit = *edited;
        return Result<>();
    });
    if (!read)
        return tl::unexpected(read.error());
    // The header's read and write version: as in the file, whose mode a copy in memory cannot have.
    constexpr std::array<qsizetype, 2> versions{18, 19};
    for (const qsizetype at : versions) {
        if (edit.image.size() > at)
            edit.image[at] = read->usesWal ? 2 : 1;
    }
    qCDebug(logServer) << "edited a copy of session.db:" << edit.removed << "sessions removed,"
                       << edit.left << "left";
    return edit;
}

} // namespace SyncAdmin
