#include "database/database.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"
#include "database/computedcolumns.h"
#include "database/privatecopy.h"
#include "database/readbudget.h"
#include "database/stamp.h"
#include "database/unicase.h"
#include "database/watchdog.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QThread>

#include <sqlite3.h>

#include <atomic>
#include <optional>

namespace SyncAdmin {

namespace {

constexpr int largestValue = 16 * 1024 * 1024;
constexpr int stepsBetweenChecks = 1000;
constexpr int attempts = 5;
constexpr int copyAttempts = 3;
constexpr unsigned long backOff = 10; // ms, multiplied by the number of the attempt

QString uniqueConnectionName()
{
    static std::atomic<quint64> last = 0;
    return QStringLiteral("syncadmin-%1").arg(++last);
}

int stopWhenSpent(void *budget)
{
    return static_cast<ReadBudget *>(budget)->isSpent() ? 1 : 0;
}

sqlite3 *handleOf(const QSqlDatabase &connection)
{
    const QVariant handle = connection.driver()->handle();
    return *static_cast<sqlite3 *const *>(handle.constData());
}

// A database is untrusted input: its schema must not run code, and nothing may be written.
bool harden(sqlite3 *handle, ReadBudget &budget)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, largestValue);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(handle, stepsBetweenChecks, &stopWhenSpent, &budget);
    // Exclusive mode comes first: the VFS has no shared memory, so the WAL's index must be on the
    // heap.
    return registerUnicase(handle) == SQLITE_OK && registerMayCompute(handle) == SQLITE_OK &&
           sqlite3_exec(handle,
                        "PRAGMA locking_mode=exclusive; PRAGMA temp_store=memory;"
                        "PRAGMA cell_size_check=1; PRAGMA query_only=1;",
                        nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool startsJournal(const QByteArray &head)
{
    return head.startsWith("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7");
}

DatabaseFiles filesOf(const DatabaseStamp &stamp)
{
    constexpr qsizetype readVersion = 19; // offset in SQLite's header; the value 2 means WAL
    DatabaseFiles files;
    files.usesWal = stamp.main.head.size() > readVersion && stamp.main.head.at(readVersion) == 2;
    files.walBytes = stamp.wal.status.size;
    files.journalBytes = stamp.journal.status.size;
    files.hotJournal = startsJournal(stamp.journal.head);
    return files;
}

} // namespace

// Opens a connection for one source, runs the reading function, and closes it.
class Reading
{
public:
    Reading(DatabaseSource &source, QString path, qint64 size, const ReadOptions &options,
            const Task &task)
        : m_registration(source), m_budget(task, options.processorLimit), m_task(task),
          m_path(std::move(path)), m_size(size), m_name(uniqueConnectionName())
    {
        source.budget = &m_budget;
        m_isPrivateCopy = source.isPrivateCopy;
    }

    Result<> run(const std::function<Result<>(Database &)> &read)
    {
        Result<> outcome;
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
            connection.setDatabaseName(m_registration.uri());
            connection.setConnectOptions(
                m_isPrivateCopy ? QStringLiteral("QSQLITE_OPEN_URI")
                                : QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
            // The driver is at fault, not the file.
            if (!connection.isValid())
                outcome = failure(Error::Code::Unsupported, m_path,
                                  QStringLiteral("Qt's SQLite driver cannot be loaded. Install "
                                                 "the package libqt6sql6-sqlite."));
            else
                outcome = runOn(connection, read);
            connection.close();
        }
        QSqlDatabase::removeDatabase(m_name);
        return outcome;
    }

private:
    Result<> runOn(QSqlDatabase &connection, const std::function<Result<>(Database &)> &read)
    {
        Database database(connection, m_budget, m_path, m_size);
        Watchdog &watchdog = Watchdog::ofThisThread();
        Result<> outcome;
        if (connection.open() && harden(handleOf(connection), m_budget)) {
            watchdog.watch(handleOf(connection), m_task, m_budget.deadline());
            outcome = database.readShapes();
            if (outcome)
                outcome = read(database);
        } else {
            outcome = failure(
                connection.isOpen()
                    ? database.lastError(connection.lastError().databaseText())
                    : Error{Error::Code::Damaged, m_path, connection.lastError().databaseText()});
        }
        watchdog.release();
        return outcome;
    }

    SourceRegistration m_registration;
    ReadBudget m_budget;
    const Task &m_task;
    QString m_path;
    qint64 m_size;
    QString m_name;
    bool m_isPrivateCopy = false;
};

Database::Database(const QSqlDatabase &connection, ReadBudget &budget, QString path, qint64 size)
    : m_connection(connection), m_budget(budget), m_path(std::move(path)), m_size(size)
{}

Error Database::lastError(const QString &text) const
{
    if (sqlite3_errcode(handleOf(m_connection)) == SQLITE_INTERRUPT)
        m_budget.isSpent(); // the watchdog may have interrupted before the budget was checked
    switch (m_budget.state()) {
    case ReadBudget::State::Cancelled:
        return {Error::Code::Cancelled, m_path, {}};
    case ReadBudget::State::TimeLimit:
        return {Error::Code::TimeLimit, m_path, {}};
    case ReadBudget::State::Within:
        break;
    }
    switch (sqlite3_errcode(handleOf(m_connection))) {
    case SQLITE_NOTADB:
        return {Error::Code::NotADatabase, m_path, {}};
    case SQLITE_ERROR: // a missing column or function: another schema than expected
        return {Error::Code::ForeignSchema, m_path, displayText(text)};
    default:
        break;
    }
    return {Error::Code::Damaged, m_path, displayText(text)};
}

Result<> Database::readShapes()
{
    const auto read =
        forEachRow(QStringLiteral("PRAGMA main.table_list"), [this](const QVariantList &row) {
            const QString name = row.at(1).toString().toLower();
            const bool isTable = row.at(2).toString() == QLatin1String("table");
            m_shapes.insert(name, isTable ? Shape::Table : Shape::Other);
            return true;
        });
    return read ? distrustComputedTables() : read;
}

// A generated column runs the file's own code for every row, and one call of instr() can take hours
// without an interruption. No server creates such columns.
Result<> Database::distrustComputedTables()
{
    // The search runs inside SQLite: passing all rows to Qt would take longer.
    ASSIGN_OR_RETURN(const auto suspect,
                     firstRow(QStringLiteral(
                         "SELECT 1 FROM main.sqlite_schema WHERE may_compute(sql) LIMIT 1")));
    if (suspect.isEmpty())
        return {};
    for (auto shape = m_shapes.begin(); shape != m_shapes.end(); ++shape) {
        QString name = shape.key();
        name.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        constexpr int firstGenerated = 2; // in the column `hidden`
        const auto read = forEachRow(QStringLiteral("PRAGMA main.table_xinfo(\"%1\")").arg(name),
                                     [&shape](const QVariantList &row) {
                                         if (row.last().toInt() >= firstGenerated)
                                             *shape = Shape::Other;
                                         return true;
                                     });
        if (!read)
            return read;
    }
    return {};
}

Database::Shape Database::shapeOf(const QString &table) const
{
    return m_shapes.value(table, Shape::Missing);
}

QStringList Database::columnsOf(const QString &table) const
{
    QStringList columns;
    const auto read = forEachRow(QStringLiteral("PRAGMA main.table_info(%1)").arg(table),
                                 [&columns](const QVariantList &row) {
                                     columns.append(row.at(1).toString().toLower());
                                     return true;
                                 });
    return read ? columns : QStringList();
}

Result<> Database::forEachRow(const QString &query,
                              const std::function<bool(const QVariantList &)> &each) const
{
    QSqlQuery rows(m_connection);
    rows.setForwardOnly(true);
    if (!rows.exec(query))
        return failure(lastError(rows.lastError().databaseText()));
    const int columns = rows.record().count();
    while (rows.next()) {
        QVariantList values;
        values.reserve(columns);
        for (int i = 0; i < columns; ++i)
            values.append(rows.value(i));
        if (!each(values))
            return {};
    }
    if (rows.lastError().isValid())
        return failure(lastError(rows.lastError().databaseText()));
    return {};
}

Result<QVariantList> Database::firstRow(const QString &query) const
{
    QVariantList first;
    RETURN_IF_ERROR(forEachRow(query, [&first](const QVariantList &row) {
        first = row;
        return false;
    }));
    return first;
}

Result<> Database::copyTo(sqlite3 *target) const
{
    sqlite3_backup *copying = sqlite3_backup_init(target, "main", handleOf(m_connection), "main");
    if (copying == nullptr)
        return failure(Error::Code::Damaged, m_path,
                       QString::fromUtf8(sqlite3_errstr(sqlite3_errcode(target))));
    sqlite3_backup_step(copying, -1);
    const int copied = sqlite3_backup_finish(copying);
    if (copied == SQLITE_OK)
        return {};
    return failure(lastError(QString::fromUtf8(sqlite3_errstr(copied))));
}

Result<QStringList> Database::integrityProblems(int maxProblems) const
{
    m_budget.reportAs(m_path, m_size);
    QStringList found;
    RETURN_IF_ERROR(forEachRow(QStringLiteral("PRAGMA main.integrity_check(%1)").arg(maxProblems),
                               [&found](const QVariantList &row) {
                                   found.append(displayText(row.value(0).toString()));
                                   return true;
                               }));
    if (found == QStringList(QStringLiteral("ok")))
        found.clear();
    return found;
}

namespace {

// One attempt to read; empty if the files changed during it.
std::optional<Result<DatabaseFiles>> attempt(const Directory &folder, const QByteArray &name,
                                             bool fromCopy, const ReadOptions &options,
                                             const Task &task,
                                             const std::function<Result<>(Database &)> &read)
{
    const QString path = folder.pathOf(name);
    ASSIGN_OR_RETURN(auto opened, openStamped(folder, name));
    const DatabaseStamp &before = opened.stamp;
    if (options.guarded && before.isTooYoung())
        return std::nullopt;
    const auto stillSame = [&] { return !options.guarded || isUnchanged(folder, name, opened); };

    const qint64 size = before.main.status.size + before.wal.status.size;
    Result<> outcome;
    bool unchanged = false;
    if (!fromCopy && opened.source.journal.isOpen() && canBeOverlaid(before)) {
        auto overlaid = overlaidBy(opened.source, path, task);
        outcome = overlaid ? Reading(*overlaid, path, size, options, task).run(read)
                           : Result<>(failure(overlaid));
        if (overlaid) {
            opened.source.main = std::move(overlaid->main);
            qCDebug(logDatabase).noquote() << "played back the journal of" << path
                                           << "in memory:" << sizeText(before.journal.status.size)
                                           << "were copied in place of" << sizeText(size);
        }
        unchanged = stillSame();
    } else if (fromCopy || opened.source.journal.isOpen()) {
        auto copy = privateCopyOf(opened.source, path, task);
        unchanged = stillSame();
        if (!copy)
            outcome = failure(copy);
        else if (unchanged)
            outcome = Reading(*copy, path, size, options, task).run(read);
    } else {
        outcome = Reading(opened.source, path, size, options, task).run(read);
        unchanged = stillSame();
    }
    if (!outcome && outcome.error().code == Error::Code::Cancelled)
        return failure(outcome);
    if (!unchanged)
        return std::nullopt;
    if (!outcome)
        return failure(outcome);
    return filesOf(before);
}

} // namespace

Result<DatabaseFiles> readDatabase(const Directory &folder, const QByteArray &name,
                                   const ReadOptions &options, const Task &task,
                                   const std::function<Result<>(Database &)> &read)
{
    for (int i = 1; i <= attempts + copyAttempts; ++i) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, folder.pathOf(name));
        if (auto result = attempt(folder, name, i > attempts, options, task, read)) {
            qCDebug(logDatabase).noquote()
                << "read" << folder.pathOf(name) << "at attempt" << i
                << (*result ? QString() : codeName(result->error().code));
            return *result;
        }
        QThread::msleep(backOff * static_cast<unsigned long>(i));
    }
    return failure(Error::Code::ChangingWhileRead, folder.pathOf(name));
}

} // namespace SyncAdmin
