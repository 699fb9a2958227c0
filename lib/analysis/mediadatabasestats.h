#pragma once

#include "database/database.h"

#include <optional>

namespace SyncAdmin {

// The figures of a media database. Its tables identify the format.
struct MediaDatabaseStats
{
    enum class Format { Version0, Version3, Version4, Version5, Client };

    Format format = Format::Version0;
    qint64 entries = 0;
    qint64 usn = 0;
    qint64 trackedFiles = 0;            // entries without deleted files
    std::optional<qint64> trackedBytes; // not stored in version 0 and in a client's database
};

QString formatName(MediaDatabaseStats::Format format); // "4", "client": stable

// For readDatabase(). ForeignSchema if the database is not a media database.
Result<MediaDatabaseStats> readMediaDatabaseStats(const Database &database);

} // namespace SyncAdmin
