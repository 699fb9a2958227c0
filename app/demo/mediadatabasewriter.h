#pragma once

#include "demo/sqlitewriter.h"

#include <QList>

namespace SyncAdmin::Demo {

// The versions of media databases, by PRAGMA user_version; Client is the client's own .db2, which
// has no version.
enum class MediaDatabaseVersion { Version0, Version3, Version4, Version5, Client };

struct MediaEntry
{
    QString name;
    qint64 size = 0; // bytes
    QByteArray sha1; // 20 bytes
    bool isDeleted = false;
    qint64 modified = 1'710'000'000; // seconds
};

// Writes a media database with these entries, synced in their order. Exists if the file exists.
Result<> writeMediaDatabase(const QString &path, MediaDatabaseVersion version,
                            const QList<MediaEntry> &entries,
                            JournalMode journal = JournalMode::Delete);

} // namespace SyncAdmin::Demo
