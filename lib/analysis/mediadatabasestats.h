#pragma once

#include "database/database.h"

#include <optional>

namespace SyncAdmin {

// The figures of a media database, told apart by its tables.
struct MediaDatabaseStats
{
    enum class Format { Version0, Version3, Version4, Version5, Client };

    Format format = Format::Version0;
    qint64 entries = 0;
    qint64 usn = 0;
    qint64 trackedFiles = 0;            // entries that are not deleted
    std::optional<qint64> trackedBytes; // unknown in version 0 and a client's database
};

QString formatName(MediaDatabaseStats::Format format); // "4", "client": stable

// For readDatabase(). ForeignSchema where it is no media database.
Result<MediaDatabaseStats> readMediaDatabaseStats(const Database &database);

} // namespace SyncAdmin
