#include "analysis/mediadatabasestats.h"

namespace SyncAdmin {

namespace {

using Format = MediaDatabaseStats::Format;

Result<Format> formatOf(const Database &database)
{
    const bool hasMeta = database.hasTable(QStringLiteral("meta"));
    if (database.hasTable(QStringLiteral("media_current")) && hasMeta)
        return Format::Version5;
    if (!database.hasTable(QStringLiteral("media")))
        return failure(Error::Code::ForeignSchema, {},
                       QStringLiteral("it has no table of media files"));
    const QStringList columns = database.columnsOf(QStringLiteral("media"));
    const auto has = [&columns](const char *name) { return columns.contains(QLatin1String(name)); };
    if (has("dirty") && hasMeta)
        return Format::Client;
    if (has("size") && has("usn") && hasMeta)
        return Format::Version4;
    if (has("sz") && has("usn") && hasMeta)
        return Format::Version3;
    if (has("csum") && has("usn"))
        return Format::Version0;
    return failure(Error::Code::ForeignSchema, {},
                   QStringLiteral("its table 'media' does not belong to a media database"));
}

// Columns: entries, USN, tracked files, tracked bytes.
QString queryFor(Format format)
{
    switch (format) {
    case Format::Version0:
        return QStringLiteral("SELECT COUNT(csum), MAX(usn), COUNT(csum), NULL FROM main.media");
    case Format::Version3:
        return QStringLiteral("SELECT COUNT(csum), (SELECT usn FROM main.meta), COUNT(csum), "
                              "COALESCE(SUM(CASE WHEN csum IS NOT NULL THEN sz END), 0) "
                              "FROM main.media");
    case Format::Version4:
        return QStringLiteral("SELECT (SELECT COUNT(*) FROM main.media), last_usn, "
                              "total_nonempty_files, total_bytes FROM main.meta");
    case Format::Version5:
        return QStringLiteral("SELECT (SELECT COUNT(*) FROM main.media_current), last_usn, "
                              "total_nonempty_files, total_bytes FROM main.meta");
    case Format::Client:
        return QStringLiteral("SELECT COUNT(*), (SELECT lastUsn FROM main.meta), COUNT(csum), "
                              "NULL FROM main.media");
    }
    return {};
}

} // namespace

QString formatName(MediaDatabaseStats::Format format)
{
    switch (format) {
    case Format::Version0:
        return QStringLiteral("0");
    case Format::Version3:
        return QStringLiteral("3");
    case Format::Version4:
        return QStringLiteral("4");
    case Format::Version5:
        return QStringLiteral("5");
    case Format::Client:
        return QStringLiteral("client");
    }
    return {};
}

Result<MediaDatabaseStats> readMediaDatabaseStats(const Database &database)
{
    ASSIGN_OR_RETURN(const auto format, formatOf(database));
    ASSIGN_OR_RETURN(const auto row, database.firstRow(queryFor(format)));
    if (row.isEmpty())
        return failure(Error::Code::ForeignSchema, {}, QStringLiteral("table 'meta' is empty"));
    MediaDatabaseStats stats;
    stats.format = format;
    stats.entries = row.at(0).toLongLong();
    stats.usn = row.at(1).toLongLong();
    stats.trackedFiles = row.at(2).toLongLong();
    if (!row.at(3).isNull())
        stats.trackedBytes = row.at(3).toLongLong();
    return stats;
}

} // namespace SyncAdmin
