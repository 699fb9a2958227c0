#pragma once

#include "base/directory.h"
#include "base/task.h"

#include <QByteArrayList>
#include <QList>

namespace SyncAdmin {

// The files that a media database lists, each with the update sequence number (USN) under which
// devices learn of it: the content of a server's media database of version 4 (official server) or 5
// (community server). A device asks for the rows above the last USN that it knows. If that equals
// the server's, it compares nothing, so no new database of a user may start below an earlier one. A
// copyable value.
struct MediaIndex
{
    struct Row
    {
        QByteArray name;     // file name, UTF-8
        QByteArray sum;      // SHA-1, 20 bytes
        qint64 size = 0;     // bytes; 0: the file was deleted (version 4)
        qint64 usn = 0;      // of version 5: added_usn
        qint64 modified = 0; // s since 1970

        bool operator==(const Row &other) const = default;
    };

    // The largest number: servers and clients store signed 32 bits. Includes a margin.
    static constexpr qint64 maxUsn = (qint64{1} << 31) - 10'000'000;
    // A database that continues another starts this far above it, because devices may be ahead of
    // the server after a reset by another program.
    static constexpr qint64 margin = 100'000;
    // The margin if the other database cannot be read.
    static constexpr qint64 unreadableMargin = 1'000'000;

    int version = 4;
    QList<Row> rows;    // ordered by USN; of version 5: media_current
    qint64 lastUsn = 0; // the largest of meta.last_usn and every row's
    // For version 5: the CREATE INDEX statements of the database that this one continues, plain
    // indexes only.
    QByteArrayList indexes;

    // Reads the database `name` in `folder`. ForeignSchema for a database of another version; other
    // errors are those of readDatabase().
    static Result<MediaIndex> read(const Directory &folder, const QByteArray &name,
                                   const Task &task);

    // The bytes of a checked database file with a rollback journal header and one row in `meta`.
    // UsnLimit.
    Result<QByteArray> image(const QString &path, const Task &task) const;
    // A hash of version, last USN and rows.
    QByteArray hash() const;
    QByteArrayList names() const; // without deleted files

    // The same files as another version; in version 5 without deletions.
    MediaIndex asVersion(int wanted) const;
    // The same files for devices that know a database up to `newerUsn`: each row gets a higher
    // number, so that every device compares it. Deletions keep their number in version 4 and are
    // left out in version 5, because they must not remove files that a device got since.
    MediaIndex lifted(qint64 newerUsn) const;
};

} // namespace SyncAdmin
