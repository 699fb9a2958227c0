#include "analysis/mediaindex.h"

#include "database/database.h"
#include "database/memorydatabase.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <sqlite3.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

constexpr qsizetype sumBytes = 20;

// Above this USN a lifted database is renumbered instead of shifted, because each shift doubles the
// numbers.
constexpr qint64 maxShifted = qint64{1} << 30;

// The tables that the servers create.
constexpr const char *schema4 =
    "CREATE TABLE media (fname text NOT NULL PRIMARY KEY, csum blob NOT NULL,"
    " size int NOT NULL, usn int NOT NULL, mtime int NOT NULL);"
    "CREATE INDEX ix_usn ON media (usn);";
constexpr const char *schema5 =
    "CREATE TABLE media_operations (usn INTEGER PRIMARY KEY,"
    " operation TEXT NOT NULL CHECK (operation IN ('add', 'remove')),"
    " fname TEXT NOT NULL, csum BLOB, size INTEGER, timestamp INTEGER NOT NULL);"
    "CREATE TABLE media_current (fname TEXT PRIMARY KEY, csum BLOB NOT NULL,"
    " size INTEGER NOT NULL, added_usn INTEGER NOT NULL, mtime INTEGER NOT NULL);";
constexpr const char *meta = "CREATE TABLE meta (last_usn int NOT NULL, total_bytes int NOT NULL,"
                             " total_nonempty_files int NOT NULL);";
const QByteArrayList usualIndexes{
    "CREATE INDEX ix_operations_usn ON media_operations (usn)",
    "CREATE INDEX ix_operations_fname ON media_operations (fname)",
    "CREATE INDEX ix_current_usn ON media_current (added_usn)",
};

// Whether this is an index over plain columns of the two tables, which runs no code.
bool isPlainIndex(const QByteArray &sql)
{
    static const QRegularExpression plain(
        QStringLiteral(
            R"(\A\s*CREATE\s+INDEX\s+(IF\s+NOT\s+EXISTS\s+)?["`\[]?\w{1,64}["`\]]?\s+ON\s+)"
            R"((media_operations|media_current)\s*\(\s*)"
            R"((usn|operation|fname|csum|size|timestamp|added_usn|mtime)"
            R"((\s*,\s*|\s+DESC|\s+ASC|(?=\s*\)))){1,8}\s*\)\s*\z)"),
        QRegularExpression::CaseInsensitiveOption);
    return plain.match(QString::fromUtf8(sql)).hasMatch();
}

// Converts a checksum stored as hexadecimal text to the servers' form.
QByteArray sumOf(const QVariant &type, const QByteArray &value)
{
    if (type.toString() == QLatin1String("text") && value.size() == 2 * sumBytes)
        return QByteArray::fromHex(value);
    return value;
}

Result<> readRows(const Database &database, const QString &query, MediaIndex &index)
{
    return database.forEachRow(query, [&index](const QVariantList &row) {
        index.rows.append({row.at(0).toByteArray(), sumOf(row.at(1), row.at(2).toByteArray()),
                           row.at(3).toLongLong(), row.at(4).toLongLong(), row.at(5).toLongLong()});
        index.lastUsn = std::max(index.lastUsn, index.rows.last().usn);
        return true;
    });
}

Result<> readIndexes(const Database &database, MediaIndex &index)
{
    return database.forEachRow(
        QStringLiteral("SELECT CAST(sql AS BLOB) FROM main.sqlite_schema WHERE type = 'index' AND "
                       "sql IS NOT NULL ORDER BY name LIMIT 16"),
        [&index](const QVariantList &row) {
            if (const QByteArray sql = row.at(0).toByteArray(); isPlainIndex(sql))
                index.indexes.append(sql);
            return true;
        });
}

Result<qint64> highest(const Database &database, const QString &query)
{
    ASSIGN_OR_RETURN(const QVariantList row, database.firstRow(query));
    return row.isEmpty() ? 0 : row.first().toLongLong();
}

Result<> readVersion5(const Database &database, MediaIndex &index)
{
    index.version = 5;
    if (database.hasTable(QStringLiteral("media_operations"))) {
        ASSIGN_OR_RETURN(
            const qint64 usn,
            highest(database, QStringLiteral("SELECT MAX(usn) FROM main.media_operations")));
        index.lastUsn = std::max(index.lastUsn, usn);
    }
    RETURN_IF_ERROR(readIndexes(database, index));
    return readRows(database,
                    QStringLiteral("SELECT CAST(fname AS BLOB), typeof(csum), CAST(csum AS BLOB), "
                                   "size, added_usn, mtime FROM main.media_current "
                                   "ORDER BY added_usn, fname"),
                    index);
}

Result<> readIndex(const Database &database, MediaIndex &index)
{
    index = {};
    if (!database.hasTable(QStringLiteral("meta")))
        return failure(Error::Code::ForeignSchema, {}, QStringLiteral("it has no table 'meta'"));
    ASSIGN_OR_RETURN(const QVariantList row,
                     database.firstRow(QStringLiteral("SELECT last_usn FROM main.meta")));
    if (row.isEmpty())
        return failure(Error::Code::ForeignSchema, {}, QStringLiteral("table 'meta' is empty"));
    index.lastUsn = row.first().toLongLong();
    if (database.hasTable(QStringLiteral("media_current")))
        return readVersion5(database, index);
    index.version = 4;
    return readRows(database,
                    QStringLiteral("SELECT CAST(fname AS BLOB), typeof(csum), CAST(csum AS BLOB), "
                                   "size, usn, mtime FROM main.media ORDER BY usn, fname"),
                    index);
}

void bindText(sqlite3_stmt *statement, int at, const QByteArray &text)
{
    sqlite3_bind_text(statement, at, text.constData(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}

void bindBlob(sqlite3_stmt *statement, int at, const QByteArray &blob)
{
    sqlite3_bind_blob(statement, at, blob.constData(), static_cast<int>(blob.size()),
                      SQLITE_TRANSIENT);
}

// Fills a table with the columns name, sum, size, USN and time of modification.
Result<> insertRows(MemoryDatabase &database, const QByteArray &sql,
                    const QList<MediaIndex::Row> &rows)
{
    qsizetype at = 0;
    return database.executeForEach(sql, [&](sqlite3_stmt *statement) {
        if (at == rows.size())
            return false;
        const MediaIndex::Row &row = rows.at(at++);
        bindText(statement, 1, row.name);
        bindBlob(statement, 2, row.sum);
        sqlite3_bind_int64(statement, 3, row.size);
        sqlite3_bind_int64(statement, 4, row.usn);
        sqlite3_bind_int64(statement, 5, row.modified);
        return true;
    });
}

Result<> fillVersion4(MemoryDatabase &database, const MediaIndex &index)
{
    RETURN_IF_ERROR(database.execute(schema4));
    return insertRows(database, "INSERT OR REPLACE INTO media VALUES (?1, ?2, ?3, ?4, ?5)",
                      index.rows);
}

Result<> fillVersion5(MemoryDatabase &database, const MediaIndex &index)
{
    RETURN_IF_ERROR(database.execute(schema5));
    for (const QByteArray &sql : index.indexes.isEmpty() ? usualIndexes : index.indexes)
        RETURN_IF_ERROR(database.execute(sql));
    RETURN_IF_ERROR(insertRows(
        database, "INSERT OR REPLACE INTO media_current VALUES (?1, ?2, ?3, ?4, ?5)", index.rows));
    return insertRows(database, "INSERT INTO media_operations VALUES (?4, 'add', ?1, ?2, ?3, ?5)",
                      index.rows);
}

Result<> fill(MemoryDatabase &database, const MediaIndex &index)
{
    RETURN_IF_ERROR(database.execute(meta));
    RETURN_IF_ERROR(database.execute("BEGIN"));
    RETURN_IF_ERROR(index.version == 5 ? fillVersion5(database, index)
                                       : fillVersion4(database, index));
    const QByteArray table = index.version == 5 ? "media_current" : "media";
    RETURN_IF_ERROR(
        database.execute("INSERT INTO meta SELECT " + QByteArray::number(index.lastUsn) +
                         ", COALESCE(SUM(size), 0), COUNT(NULLIF(size, 0)) FROM " + table));
    RETURN_IF_ERROR(database.execute("COMMIT"));
    return database.execute("PRAGMA user_version = " + QByteArray::number(index.version));
}

bool hasOwnNumbers(const QList<MediaIndex::Row> &rows)
{
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const qint64 before = i == 0 ? 0 : rows.at(i - 1).usn;
        if (rows.at(i).usn <= before)
            return false;
    }
    return true;
}

} // namespace

Result<MediaIndex> MediaIndex::read(const Directory &folder, const QByteArray &name,
                                    const Task &task)
{
    MediaIndex index;
    ReadOptions options;
    // A large database has a million rows, and the machine may be slow. One that takes longer
    // counts as unreadable.
    options.processorLimit = 60'000;
    RETURN_IF_ERROR(readDatabase(folder, name, options, task, [&index](Database &database) {
        return readIndex(database, index);
    }));
    return index;
}

Result<QByteArray> MediaIndex::image(const QString &path, const Task &task) const
{
    if (lastUsn > maxUsn)
        return failure(Error::Code::UsnLimit, path);
    ASSIGN_OR_RETURN(MemoryDatabase database, MemoryDatabase::make(path, task));
    RETURN_IF_ERROR(fill(database, *this));
    RETURN_IF_ERROR(database.checkSound());
    return database.image();
}

QByteArray MediaIndex::hash() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray &bytes) {
        hash.addData(QByteArray(QByteArray::number(bytes.size()) + ':'));
        hash.addData(bytes);
    };
    add(QByteArray::number(version));
    add(QByteArray::number(lastUsn));
    for (const Row &row : rows) {
        add(row.name);
        add(row.sum);
        for (const qint64 number : {row.size, row.usn, row.modified})
            add(QByteArray::number(number));
    }
    return hash.result();
}

QByteArrayList MediaIndex::names() const
{
    QByteArrayList names;
    for (const Row &row : rows) {
        if (row.size > 0)
            names.append(row.name);
    }
    return names;
}

MediaIndex MediaIndex::asVersion(int wanted) const
{
    MediaIndex index = *this;
    if (wanted == version)
        return index;
    index.version = wanted;
    index.indexes.clear();
    index.rows.removeIf([](const Row &row) { return row.size == 0; });
    return index;
}

MediaIndex MediaIndex::lifted(qint64 newerUsn) const
{
    MediaIndex lifted = *this;
    const qint64 highest = std::max(lastUsn, newerUsn);
    const bool shifts = version == 5 && hasOwnNumbers(rows) && lastUsn + highest < maxShifted;
    qint64 next = version == 5 ? highest : highest + margin;
    if (shifts) {
        for (Row &row : lifted.rows)
            row.usn += highest;
        lifted.lastUsn = lastUsn + highest;
        return lifted;
    }
    for (Row &row : lifted.rows) {
        if (version == 5 || row.size > 0)
            row.usn = ++next;
    }
    std::stable_sort(lifted.rows.begin(), lifted.rows.end(),
                     [](const Row &a, const Row &b) { return a.usn < b.usn; });
    lifted.lastUsn =
        version == 5 && lastUsn + highest < maxShifted ? std::max(next, lastUsn + highest) : next;
    return lifted;
}

} // namespace SyncAdmin
