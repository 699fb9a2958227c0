#pragma once

#include "volume/layout.h"

#include <QByteArray>
#include <QByteArrayList>

namespace SyncAdmin {

// The role of an entry in a user folder, by its name alone. Knows the names that the servers of all
// families use.
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
        NfsLeftover,          // .nfs*: deleted while open over NFS; disappears when it is closed
        Other,
    };

    Kind kind = Kind::Other;
    Layouts layouts;     // the families that use this name; empty if any may
    QByteArray database; // for a sidecar: the database's name
    bool isDatabase() const { return kind == Kind::Collection || kind == Kind::MediaDatabase; }
    bool hasOwnMeaning() const
    {
        return kind != Kind::Other && kind != Kind::Temporary && kind != Kind::NfsLeftover;
    }
};

Artefact artefactFor(const QByteArray &name);
// artefactFor() for a user folder of these layouts. Temporary names of other servers count as
// Other, because anybody may have put files with such names there.
Artefact artefactFor(const QByteArray &name, Layouts layouts);

// The names of a database's sidecar files: -wal, -shm, -journal.
QByteArrayList sidecarNames(const QByteArray &database);

QByteArray collectionName();
QByteArray mediaFolderName(Layout layout);
// The names of a layout's media databases: the server's own first, a client's collection.media.db2
// last.
QByteArrayList mediaDatabaseNames(Layout layout);
// "collection.media.db2", which a server would migrate into a new media database.
QByteArray clientMediaDatabaseName();

// Whether an entry in a media folder is an upload in progress or a leftover of one.
bool isTemporaryMedia(const char *name);

} // namespace SyncAdmin
