#include "analysis/collectionstats.h"

#include <array>
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

// Tables with a usn column, in which -1 marks a row that was not synced yet.
const QStringList &syncedTables()
{
    static const QStringList tables{QStringLiteral("cards"),     QStringLiteral("notes"),
                                    QStringLiteral("revlog"),    QStringLiteral("graves"),
                                    QStringLiteral("decks"),     QStringLiteral("deck_config"),
                                    QStringLiteral("notetypes"), QStringLiteral("tags")};
    return tables;
}

QString countOf(const QString &table)
{
    return QStringLiteral("(SELECT COUNT(*) FROM main.%1)").arg(table);
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
    const auto row =
        database.firstRow(QStringLiteral("SELECT crt, mod, scm, ver, usn, ls FROM main.col"));
    if (!row)
        return tl::unexpected(row.error());
    if (row->isEmpty())
        return failure(Error::Code::ForeignSchema, {}, QStringLiteral("table 'col' is empty"));
    constexpr qint64 latestSecond = 253'402'300'799; // the end of the year 9999
    const qint64 created = row->at(0).toLongLong();
    stats.created = created > 0 && created <= latestSecond ? created * 1000 : 0;
    stats.modified = row->at(1).toLongLong();
    stats.schemaModified = row->at(2).toLongLong();
    stats.schemaVersion = row->at(3).toInt();
    stats.usn = row->at(4).toLongLong();
    stats.lastSync = row->at(5).toLongLong();
    return {};
}

// One statement for all figures: most of a small database's time is the parsing of its schema.
Result<> readCounts(const Database &database, CollectionStats &stats)
{
    QStringList terms{countOf(QStringLiteral("cards")), countOf(QStringLiteral("notes"))};
    QList<qint64 *> targets{&stats.cards, &stats.notes};
    if (database.hasTable(QStringLiteral("revlog"))) {
        terms += countOf(QStringLiteral("revlog"));
        targets += &stats.reviews;
        terms += QStringLiteral("(SELECT id FROM main.revlog WHERE ease BETWEEN 1 AND 4 "
                                "ORDER BY id DESC LIMIT 1)");
        targets += &stats.lastReview;
    }
    if (database.hasTable(QStringLiteral("graves"))) {
        terms += countOf(QStringLiteral("graves"));
        targets += &stats.graves;
    }
    const qsizetype firstPending = terms.size();
    QStringList pendingTables;
    for (const QString &table : syncedTables()) {
        if (!database.hasTable(table))
            continue;
        terms += QStringLiteral("(SELECT COUNT(*) FROM main.%1 WHERE usn = -1)").arg(table);
        pendingTables += table;
    }
    const auto row =
        database.firstRow(QStringLiteral("SELECT %1").arg(terms.join(QStringLiteral(", "))));
    if (!row)
        return tl::unexpected(row.error());
    for (qsizetype i = 0; i < targets.size(); ++i)
        *targets.at(i) = row->at(i).toLongLong();
    for (qsizetype i = 0; i < pendingTables.size(); ++i) {
        if (const qint64 rows = row->at(firstPending + i).toLongLong(); rows > 0)
            stats.pending.insert(pendingTables.at(i), rows);
    }
    return {};
}

// From its own table (schema 15 and later), or else the keys of a JSON object in col.
Result<std::optional<qint64>> countKept(const Database &database, const QString &table,
                                        const QString &column)
{
    const bool hasTable = database.hasTable(table);
    const auto row = database.firstRow(
        hasTable ? QStringLiteral("SELECT COUNT(*) FROM main.%1").arg(table)
                 : QStringLiteral("SELECT COUNT(*) FROM main.col, json_each(col.%1)").arg(column));
    if (row && !row->isEmpty())
        return row->first().toLongLong();
    if (row || hasTable || row.error().code == Error::Code::ForeignSchema)
        return std::nullopt; // JSON that is none
    return tl::unexpected(row.error());
}

} // namespace

qint64 CollectionStats::pendingRows() const
{
    return std::accumulate(pending.begin(), pending.end(), qint64(0));
}

Result<CollectionStats> readCollectionStats(const Database &database)
{
    CollectionStats stats;
    if (auto required = requireTables(database); !required)
        return tl::unexpected(required.error());
    if (auto read = readHeader(database, stats); !read)
        return tl::unexpected(read.error());
    if (auto read = readCounts(database, stats); !read)
        return tl::unexpected(read.error());
    for (const QString &table : tablesOf(stats.schemaVersion)) {
        if (!database.hasTable(table))
            stats.missingTables += table;
    }
    const auto decks = countKept(database, QStringLiteral("decks"), QStringLiteral("decks"));
    if (!decks)
        return tl::unexpected(decks.error());
    stats.decks = *decks;
    if (!stats.decks)
        stats.unreadableParts += QStringLiteral("decks");
    const auto noteTypes =
        countKept(database, QStringLiteral("notetypes"), QStringLiteral("models"));
    if (!noteTypes)
        return tl::unexpected(noteTypes.error());
    stats.noteTypes = *noteTypes;
    if (!stats.noteTypes)
        stats.unreadableParts += QStringLiteral("note types");
    return stats;
}

} // namespace SyncAdmin
