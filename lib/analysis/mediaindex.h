#pragma once

#include "base/directory.h"
#include "base/task.h"

#include <QByteArrayList>
#include <QList>

namespace SyncAdmin {

// Which file a media database lists, and under which update sequence number (USN) devices learn of
// it: the content of a server's media database of version 4 (official server) or 5 (community
// server). A device asks for the rows above the last USN that it knows. Where that is equal to the
// server's it compares nothing, so no database that a user's devices meet may begin again below an
// earlier one. A value.
struct MediaIndex
{
    struct Row
    {
        QByteArray name;     // of the file, UTF-8
        QByteArray sum;      // SHA-1, 20 bytes
        qint64 size = 0;     // bytes; 0: the file was deleted (version 4)
        qint64 usn = 0;      // of version 5: added_usn
        qint64 modified = 0; // s since 1970

        bool operator==(const Row &other) const = default;
    };

    // The number that SQLite stores as signed 32 bits in servers and clients, less a margin.
    static constexpr qint64 maxUsn = (qint64{1} << 31) - 10'000'000;
    // What a database that carries on begins above its forerunner: devices may be ahead of the
    // server after another program's reset.
    static constexpr qint64 margin = 100'000;
    // The same where the forerunner cannot be read.
    static constexpr qint64 unreadableMargin = 1'000'000;

    int version = 4;
    QList<Row> rows;    // in the order of their USNs; of version 5: media_current
    qint64 lastUsn = 0; // the largest of meta.last_usn and every row's
    // Of version 5: the CREATE INDEX statements of the database that this one comes after; others
    // than plain ones are left out.
    QByteArrayList indexes;

    // Reads `name` of `folder`. ForeignSchema for a database of another version; else those of
    // readDatabase().
    static Result<MediaIndex> read(const Directory &folder, const QByteArray &name,
                                   const Task &task);

    // The database file: rollback journal header, one row in `meta`, checked. UsnLimit.
    Result<QByteArray> image(const QString &path, const Task &task) const;
    // Over version, last USN and rows: tells one content from another.
    QByteArray hash() const;
    QByteArrayList names() const; // of files that are not deleted

    // The same files for a server that stores this version; of version 5: without deletions.
    MediaIndex asVersion(int wanted) const;
    // The same files for devices that have met a database up to `newerUsn`: each row above that, so
    // that every device compares it. Deletions of version 4 keep their number, and those of version
    // 5 are left out: they must not remove what a device has got since.
    MediaIndex lifted(qint64 newerUsn) const;
};

} // namespace SyncAdmin
