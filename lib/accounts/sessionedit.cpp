#include "accounts/sessionedit.h"

#include "accounts/sessions.h"
#include "accounts/sessiontable.h"
#include "base/log.h"
#include "database/database.h"
#include "database/memorydatabase.h"

#include <QCryptographicHash>

#include <sqlite3.h>

#include <array>

namespace SyncAdmin {

namespace {

constexpr qint64 maxBytes = 128LL * 1024 * 1024;

// The value as UTF-8, in every encoding of the database; the bytes of text that is not valid.
QByteArray valueBytes(sqlite3_value *value)
{
    const void *bytes = sqlite3_value_type(value) == SQLITE_BLOB
                            ? sqlite3_value_blob(value)
                            : static_cast<const void *>(sqlite3_value_text(value));
    return {static_cast<const char *>(bytes), sqlite3_value_bytes(value)};
}

// is_revoked(path, login) as a SQL function.
void isRevoked(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    const auto *folder = static_cast<const QByteArray *>(sqlite3_user_data(context));
    const QByteArray path = valueBytes(values[0]);
    const QByteArray login = valueBytes(values[1]);
    sqlite3_result_int(context, sessionFolder(path, login) == *folder ? 1 : 0);
}

// Edits a copy of the database in memory.
class SessionEditor
{
public:
    SessionEditor(QByteArray userFolder, QString path, MemoryDatabase database)
        : m_userFolder(std::move(userFolder)), m_path(std::move(path)),
          m_database(std::move(database))
    {}
    Result<SessionEdit> run(const SessionTable &table);

private:
    struct Contents
    {
        QByteArray schema;
        QByteArray otherRows; // a hash of the rows of all tables except the user's sessions
        qint64 sessions = 0;  // of the user
        qint64 others = 0;
    };

    Result<> prepare();
    Result<Contents> contents(const QByteArray &condition);

    QByteArray m_userFolder;
    QString m_path;
    MemoryDatabase m_database;
};

Result<> SessionEditor::prepare()
{
    const int made =
        sqlite3_create_function_v2(m_database.handle(), "is_revoked", 2,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                   &m_userFolder, &isRevoked, nullptr, nullptr, nullptr);
    if (made != SQLITE_OK)
        return failure(Error::Code::Damaged, m_path, QString::fromUtf8(sqlite3_errstr(made)));
    // Overwrites deleted rows, so that keys do not remain in free pages.
    return m_database.execute("PRAGMA secure_delete=on");
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
    RETURN_IF_ERROR(
        m_database.forEachRow("SELECT type, name, tbl_name, sql, rootpage FROM main.sqlite_schema",
                              [&schema](sqlite3_stmt *row) {
                                  for (int i = 0; i < 5; ++i)
                                      addValue(schema, row, i);
                              }));
    // Skips virtual tables, whose code must not run here. Their shadow tables are ordinary tables.
    RETURN_IF_ERROR(m_database.forEachRow(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND "
        "type IN ('table','shadow') ORDER BY name",
        [&tables](sqlite3_stmt *row) {
            tables.append(reinterpret_cast<const char *>(sqlite3_column_text(row, 0)));
        }));
    QCryptographicHash rows(QCryptographicHash::Sha256);
    for (const QByteArray &table : std::as_const(tables)) {
        const bool isSession = table.toLower() == "session";
        rows.addData(table);
        RETURN_IF_ERROR(
            m_database.forEachRow("SELECT * FROM main." + quoted(table) +
                                      (isSession ? " WHERE NOT " + condition : QByteArray()),
                                  [&](sqlite3_stmt *row) {
                                      found.others += isSession ? 1 : 0;
                                      for (int i = 0; i < sqlite3_column_count(row); ++i)
                                          addValue(rows, row, i);
                                  }));
    }
    ASSIGN_OR_RETURN(found.sessions,
                     m_database.number("SELECT count(*) FROM main.session WHERE " + condition));
    found.schema = schema.result();
    found.otherRows = rows.result();
    return found;
}

Result<SessionEdit> SessionEditor::run(const SessionTable &table)
{
    RETURN_IF_ERROR(prepare());
    RETURN_IF_ERROR(m_database.checkSound());
    const QByteArray condition =
        QStringLiteral("is_revoked(%1, %2)").arg(table.path, table.login).toUtf8();
    ASSIGN_OR_RETURN(const Contents before, contents(condition));
    RETURN_IF_ERROR(m_database.execute("DELETE FROM main.session WHERE " + condition));
    ASSIGN_OR_RETURN(const Contents after, contents(condition));
    if (after.sessions != 0 || after.others != before.others ||
        after.otherRows != before.otherRows || after.schema != before.schema)
        return failure(Error::Code::Damaged, m_path,
                       QStringLiteral("removing this user's sessions would change other rows too"));
    RETURN_IF_ERROR(m_database.checkSound());
    SessionEdit edit;
    ASSIGN_OR_RETURN(edit.image, m_database.image());
    edit.removed = before.sessions;
    edit.left = after.others;
    return edit;
}

} // namespace

Result<SessionEdit> editSessions(const Directory &root, const QByteArray &userFolder,
                                 const Task &task)
{
    const QString path = root.pathOf(sessionDatabase);
    ASSIGN_OR_RETURN(const auto status, root.status(sessionDatabase));
    if (status.size > maxBytes)
        return failure(Error::Code::BadInput, path,
                       QStringLiteral("%1 is too large for a session database").arg(path));
    SessionEdit edit;
    ASSIGN_OR_RETURN(
        const auto read,
        readDatabase(root, sessionDatabase, {}, task, [&](Database &database) -> Result<> {
            ASSIGN_OR_RETURN(const SessionTable table, SessionTable::in(database, path));
            ASSIGN_OR_RETURN(MemoryDatabase copy, MemoryDatabase::copyOf(database, path, task));
            ASSIGN_OR_RETURN(edit, SessionEditor(userFolder, path, std::move(copy)).run(table));
            return {};
        }));
    // Restores the read and write version of the file's header: a database in memory cannot have
    // WAL mode.
    constexpr std::array<qsizetype, 2> versions{18, 19};
    for (const qsizetype at : versions) {
        if (edit.image.size() > at)
            edit.image[at] = read.usesWal ? 2 : 1;
    }
    qCDebug(logServer) << "edited a copy of session.db:" << edit.removed << "sessions removed,"
                       << edit.left << "left";
    return edit;
}

} // namespace SyncAdmin
