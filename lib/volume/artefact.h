#pragma once

#include "volume/layout.h"

#include <QByteArray>
#include <QByteArrayList>

namespace SyncAdmin {

// What an entry directly in a user folder is, told by its name alone: the names that the servers of
// both families use.
struct Artefact
{
    enum class Kind {
        Collection,           // collection.anki2
        CollectionSidecar,    // its -wal, -shm, -journal
        MediaFolder,          // collection.media, media
        MediaDatabase,        // collection.media.server.db, collection.media.db2, media.db
        MediaDatabaseSidecar, // their -wal, -shm, -journal; collection.media.server.db.backup
        Temporary,            // collection.anki2.tmp (community), .tmpXXXXXX (official),
                              // *.tmp (legacy); no other copy, such as *.bak or *~
        NfsLeftover,          // .nfs*: deleted while open over NFS; goes when its holder closes it
        Other,
    };

    Kind kind = Kind::Other;
    Layouts layouts;     // the families that use this name; empty where it tells nothing
    QByteArray database; // for a sidecar: the database's name
    bool isDatabase() const { return kind == Kind::Collection || kind == Kind::MediaDatabase; }
    bool hasOwnMeaning() const
    {
        return kind != Kind::Other && kind != Kind::Temporary && kind != Kind::NfsLeftover;
    }
};

Artefact artefactFor(const QByteArray &name);
// The same for a user folder of these layouts, where the temporary names of other servers mean
// nothing: somebody may have put files there under such names.
Artefact artefactFor(const QByteArray &name, Layouts layouts);

// The names that SQLite gives to what stands beside a database: -wal, -shm, -journal.
QByteArrayList sidecarNames(const QByteArray &database);

QByteArray collectionName();
QByteArray mediaFolderName(Layout layout);
// The media databases of a layout, the server's own first; a client's collection.media.db2 last.
QByteArrayList mediaDatabaseNames(Layout layout);
// "collection.media.db2", which the server would migrate into a new media database.
QByteArray clientMediaDatabaseName();

// Whether an entry inside a media folder is an upload in progress or its leftover.
bool isTemporaryMedia(const char *name);

} // namespace SyncAdmin
