#include "analysis/collectionstats.h"

#include <functional>
#include <numeric>

namespace SyncAdmin {

namespace {

constexpr int firstSchemaWithConfigTables = 14;
constexpr int firstSchemaWithDeckTables = 15;

const QStringList &tablesOf(int schemaVersion)
{
    static const QStringList always{QStringLiteral("revlog"), QStringLiteral("graves")};
    static const QStringList config =
        always + QStringList{QStringLiteral("deck_config"), QStringLiteral("config"),
                             QStringLiteral("tags")};
    static const QStringList decks =
        config + QStringList{QStringLiteral("decks"), QStringLiteral("notetypes"),
                             QStringLiteral("fields"), QStringLiteral("templates")};
    if (schemaVersion >= firstSchemaWithDeckTables)
        return decks;
    return schemaVersion >= firstSchemaWithConfigTables ? config : always;
}

// Tables with a usn column; -1 marks a row that was not synced.
const QStringList &syncedTables()
{
    static const QStringList tables{QStringLiteral("cards"),     QStringLiteral("notes"),
                                    QStringLiteral("revlog"),    QStringLiteral("graves"),
                                    QStringLiteral("decks"),     QStringLiteral("deck_config"),
                                    QStringLiteral("notetypes"), QStringLiteral("tags")};
    return tables;
}

QString countOf(const char *table)
{
    return QStringLiteral("COUNT(*) FROM main.%1").arg(QLatin1String(table));
}

Result<> requireTables(const Database &database)
{
    for (const auto &table :
         {QStringLiteral("col"), QStringLiteral("cards"), QStringLiteral("notes")}) {
        switch (database.shapeOf(table)) {
        case Database::Shape::Table:
            break;
        case Database::Shape::Missing:
            return failure(Error::Code::ForeignSchema, {},
                           QStringLiteral("it has no table '%1'").arg(table));
        case Database::Shape::Other:
            return failure(Error::Code::ForeignSchema, {},
                           QStringLiteral("'%1' is not a table").arg(table));
        }
    }
    return {};
}

Result<> readHeader(const Database &database, CollectionStats &stats)
{
    ASSIGN_OR_RETURN(const auto row, database.firstRow(QStringLiteral(
                                         "SELECT crt, mod, scm, ver, usn, ls FROM main.col")));
    if (row.isEmpty())
        return failure(Error::Code::ForeignSchema, {}, QStringLiteral("table 'col' is empty"));
    constexpr qint64 latestSecond = 253'402'300'799; // the end of the year 9999
    const qint64 created = row.at(0).toLongLong();
    stats.created = created > 0 && created <= latestSecond ? created * 1000 : 0;
    stats.modified = row.at(1).toLongLong();
    stats.schemaModified = row.at(2).toLongLong();
    stats.schemaVersion = row.at(3).toInt();
    stats.usn = row.at(4).toLongLong();
    stats.lastSync = row.at(5).toLongLong();
    return {};
}

// A figure: the expression after SELECT, and the variable for the result.
struct Figure
{
    QString term;
    std::function<void(qint64)> take;
};

void addOwnTableFigures(const Database &database, CollectionStats &stats, QList<Figure> &figures)
{
    if (database.hasTable(QStringLiteral("revlog"))) {
        figures.append({countOf("revlog"), [&](qint64 n) { stats.reviews = n; }});
        figures.append({QStringLiteral("(SELECT id FROM main.revlog WHERE ease BETWEEN 1 AND 4 "
                                       "ORDER BY id DESC LIMIT 1)"),
                        [&](qint64 n) { stats.lastReview = n; }});
    }
    if (database.hasTable(QStringLiteral("graves")))
        figures.append({countOf("graves"), [&](qint64 n) { stats.graves = n; }});
    if (database.hasTable(QStringLiteral("decks")))
        figures.append({countOf("decks"), [&](qint64 n) { stats.decks = n; }});
    if (database.hasTable(QStringLiteral("notetypes"))) {
        figures.append({countOf("notetypes"), [&](qint64 n) { stats.noteTypes = n; }});
    }
}

void addPendingFigures(const Database &database, CollectionStats &stats, QList<Figure> &figures)
{
    for (const QString &table : syncedTables()) {
        if (!database.hasTable(table))
            continue;
        figures.append({QStringLiteral("COUNT(*) FROM main.%1 WHERE usn = -1").arg(table),
                        [&stats, table](qint64 rows) {
                            if (rows > 0)
                                stats.pending.insert(table, rows);
                        }});
    }
}

// Reads all figures with one statement, because most of the time for a small database goes into
// preparing. The figures are rows, because Qt describes each column at length.
Result<> readCounts(const Database &database, CollectionStats &stats)
{
    QList<Figure> figures{{countOf("cards"), [&](qint64 n) { stats.cards = n; }},
                          {countOf("notes"), [&](qint64 n) { stats.notes = n; }}};
    addOwnTableFigures(database, stats, figures);
    addPendingFigures(database, stats, figures);
    QStringList queries;
    for (qsizetype i = 0; i < figures.size(); ++i)
        queries += QStringLiteral("SELECT %1, %2").arg(QString::number(i), figures.at(i).term);
    return database.forEachRow(queries.join(QStringLiteral(" UNION ALL ")),
                               [&figures](const QVariantList &row) {
                                   figures.at(row.at(0).toInt()).take(row.at(1).toLongLong());
                                   return true;
                               });
}

// Before schema 15: the number of keys of a JSON object in col; nothing for invalid JSON.
Result<std::optional<qint64>> countKeys(const Database &database, const QString &column)
{
    const auto row = database.firstRow(
        QStringLiteral("SELECT COUNT(*) FROM main.col, json_each(col.%1)").arg(column));
    if (row && !row->isEmpty())
        return row->first().toLongLong();
    if (row || row.error().code == Error::Code::ForeignSchema)
        return std::nullopt;
    return failure(row);
}

Result<> readKeptAsJson(const Database &database, CollectionStats &stats)
{
    if (!stats.decks) {
        ASSIGN_OR_RETURN(const auto decks, countKeys(database, QStringLiteral("decks")));
        stats.decks = decks;
    }
    if (!stats.noteTypes) {
        ASSIGN_OR_RETURN(const auto noteTypes, countKeys(database, QStringLiteral("models")));
        stats.noteTypes = noteTypes;
    }
    if (!stats.decks)
        stats.unreadableParts += QStringLiteral("decks");
    if (!stats.noteTypes)
        stats.unreadableParts += QStringLiteral("note types");
    return {};
}

} // namespace

qint64 CollectionStats::pendingRows() const
{
    return std::accumulate(pending.begin(), pending.end(), qint64(0));
}

Result<CollectionStats> readCollectionStats(const Database &database)
{
    CollectionStats stats;
    RETURN_IF_ERROR(requireTables(database));
    RETURN_IF_ERROR(readHeader(database, stats));
    RETURN_IF_ERROR(readCounts(database, stats));
    for (const QString &table : tablesOf(stats.schemaVersion)) {
        if (!database.hasTable(table))
            stats.missingTables += table;
    }
    RETURN_IF_ERROR(readKeptAsJson(database, stats));
    return stats;
}

} // namespace SyncAdmin
