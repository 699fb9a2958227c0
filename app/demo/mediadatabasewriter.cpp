#include "demo/mediadatabasewriter.h"

#include <algorithm>

namespace SyncAdmin::Demo {

namespace {

struct Totals
{
    qint64 files = 0;
    qint64 bytes = 0;
    qint64 usn = 0;
};

Totals totalsOf(const QList<MediaEntry> &entries)
{
    Totals totals;
    for (const auto &entry : entries) {
        ++totals.usn;
        if (entry.isDeleted || entry.size == 0)
            continue;
        ++totals.files;
        totals.bytes += entry.size;
    }
    return totals;
}

bool writeVersion0(SqliteWriter &writer, const QList<MediaEntry> &entries)
{
    if (!writer.execute("CREATE TABLE media (fname TEXT NOT NULL PRIMARY KEY, usn INT NOT NULL,"
                        " csum TEXT -- null if deleted\n);"
                        "CREATE INDEX idx_media_usn ON media (usn);"))
        return false;
    auto insert = writer.prepare("INSERT INTO media VALUES (?,?,?)");
    qint64 usn = 0;
    for (const auto &entry : entries) {
        const bool done = entry.isDeleted ? insert.run(entry.name, ++usn, nullptr)
                                          : insert.run(entry.name, ++usn, entry.sha1.toHex());
        if (!done)
            return false;
    }
    return true;
}

bool writeVersion3(SqliteWriter &writer, const QList<MediaEntry> &entries)
{
    if (!writer.execute("CREATE TABLE media (fname text NOT NULL PRIMARY KEY, csum blob,"
                        " sz int NOT NULL, usn int NOT NULL, deleted int NOT NULL);"
                        "CREATE INDEX ix_usn ON media (usn);"
                        "CREATE TABLE meta (usn int NOT NULL, sz int NOT NULL);"
                        "PRAGMA user_version = 3;"))
        return false;
    auto insert = writer.prepare("INSERT INTO media VALUES (?,?,?,?,?)");
    qint64 usn = 0;
    for (const auto &entry : entries) {
        const bool done = entry.isDeleted
                              ? insert.run(entry.name, nullptr, 0, ++usn, entry.modified)
                              : insert.run(entry.name, Blob{entry.sha1}, entry.size, ++usn, 0);
        if (!done)
            return false;
    }
    const Totals totals = totalsOf(entries);
    return writer.prepare("INSERT INTO meta VALUES (?,?)").run(totals.usn, totals.bytes);
}

bool writeMeta(SqliteWriter &writer, const Totals &totals)
{
    return writer.execute("CREATE TABLE meta (last_usn int NOT NULL, total_bytes int NOT NULL,"
                          " total_nonempty_files int NOT NULL)") &&
           writer.prepare("INSERT INTO meta VALUES (?,?,?)")
               .run(totals.usn, totals.bytes, totals.files);
}

bool writeVersion4(SqliteWriter &writer, const QList<MediaEntry> &entries)
{
    if (!writer.execute("CREATE TABLE media (fname text NOT NULL PRIMARY KEY, csum blob NOT NULL,"
                        " -- if zero, file has been deleted\n"
                        " size int NOT NULL, usn int NOT NULL, mtime int NOT NULL);"
                        "CREATE INDEX ix_usn ON media (usn);"
                        "PRAGMA user_version = 4;"))
        return false;
    auto insert = writer.prepare("INSERT INTO media VALUES (?,?,?,?,?)");
    qint64 usn = 0;
    for (const auto &entry : entries) {
        if (!insert.run(entry.name, Blob{entry.sha1}, entry.isDeleted ? 0 : entry.size, ++usn,
                        entry.modified))
            return false;
    }
    return writeMeta(writer, totalsOf(entries));
}

bool writeVersion5(SqliteWriter &writer, const QList<MediaEntry> &entries)
{
    if (!writer.execute(
            "CREATE TABLE media_operations (usn INTEGER PRIMARY KEY,"
            " operation TEXT NOT NULL CHECK (operation IN ('add', 'remove')),"
            " fname TEXT NOT NULL, csum BLOB, size INTEGER, timestamp INTEGER NOT NULL);"
            "CREATE TABLE media_current (fname TEXT PRIMARY KEY, csum BLOB NOT NULL,"
            " size INTEGER NOT NULL, added_usn INTEGER NOT NULL, mtime INTEGER NOT NULL);"
            "CREATE INDEX ix_operations_usn ON media_operations (usn);"
            "CREATE INDEX ix_operations_fname ON media_operations (fname);"
            "CREATE INDEX ix_current_usn ON media_current (added_usn);"
            "PRAGMA user_version = 5;"))
        return false;
    auto log = writer.prepare("INSERT INTO media_operations VALUES (?,?,?,?,?,?)");
    auto current = writer.prepare("INSERT INTO media_current VALUES (?,?,?,?,?)");
    Totals totals = totalsOf(entries);
    qint64 usn = 0;
    for (const auto &entry : entries) {
        const Blob sha1{entry.sha1};
        if (!log.run(++usn, QByteArray("add"), entry.name, sha1, entry.size, entry.modified) ||
            (!entry.isDeleted && !current.run(entry.name, sha1, entry.size, usn, entry.modified)))
            return false;
    }
    for (const auto &entry : entries) {
        if (entry.isDeleted &&
            !log.run(++usn, QByteArray("remove"), entry.name, nullptr, nullptr, entry.modified))
            return false;
    }
    totals.usn = usn;
    return writeMeta(writer, totals);
}

bool writeClient(SqliteWriter &writer, const QList<MediaEntry> &entries)
{
    if (!writer.execute("CREATE TABLE media (\n fname text not null primary key,\n"
                        " csum text,           -- null indicates deleted file\n"
                        " mtime int not null,  -- zero if deleted\n dirty int not null\n);"
                        "CREATE INDEX idx_media_dirty on media (dirty);"
                        "CREATE TABLE meta (dirMod int, lastUsn int);"))
        return false;
    auto insert = writer.prepare("INSERT INTO media VALUES (?,?,?,0)");
    qint64 newest = 0;
    for (const auto &entry : entries) {
        newest = std::max(newest, entry.modified);
        const bool done = entry.isDeleted
                              ? insert.run(entry.name, nullptr, 0)
                              : insert.run(entry.name, entry.sha1.toHex(), entry.modified);
        if (!done)
            return false;
    }
    return writer.prepare("INSERT INTO meta VALUES (?,?)").run(newest, qint64(entries.size()));
}

} // namespace

Result<> writeMediaDatabase(const QString &path, MediaDatabaseVersion version,
                            const QList<MediaEntry> &entries, JournalMode journal)
{
    ASSIGN_OR_RETURN(auto writer, SqliteWriter::create(path));
    const auto write = [version] {
        switch (version) {
        case MediaDatabaseVersion::Version0:
            return &writeVersion0;
        case MediaDatabaseVersion::Version3:
            return &writeVersion3;
        case MediaDatabaseVersion::Version4:
            return &writeVersion4;
        case MediaDatabaseVersion::Version5:
            return &writeVersion5;
        case MediaDatabaseVersion::Client:
            break;
        }
        return &writeClient;
    }();
    if (!write(writer, entries))
        return failure(writer.lastError());
    return writer.finish(journal);
}

} // namespace SyncAdmin::Demo
