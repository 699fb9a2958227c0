#include "volume/artefact.h"

#include <array>
#include <cstring>

namespace SyncAdmin {

namespace {

constexpr Layouts communityFamily = Layouts(Layout::Community) | Layout::Legacy;

struct Known
{
    const char *name;
    Artefact::Kind kind;
    Layouts layouts;
};

constexpr std::array known{
    Known{"collection.anki2", Artefact::Kind::Collection, {}},
    Known{"collection.media", Artefact::Kind::MediaFolder, communityFamily},
    Known{"collection.media.server.db", Artefact::Kind::MediaDatabase, communityFamily},
    Known{"collection.media.db2", Artefact::Kind::MediaDatabase, communityFamily},
    Known{"media", Artefact::Kind::MediaFolder, Layout::Official},
    Known{"media.db", Artefact::Kind::MediaDatabase, Layout::Official},
};

constexpr std::array sqliteSuffixes{"-wal", "-shm", "-journal"};
constexpr std::array temporarySuffixes{".tmp", ".bak", ".backup", "~"};

bool isSidecarSuffix(const QByteArray &suffix, Artefact::Kind owner)
{
    for (const char *sidecar : sqliteSuffixes) {
        if (suffix == sidecar)
            return true;
    }
    return owner == Artefact::Kind::MediaDatabase && suffix == ".backup";
}

} // namespace

Artefact artefactFor(const QByteArray &name)
{
    for (const Known &entry : known) {
        if (name == entry.name)
            return {entry.kind, entry.layouts, {}};
    }
    for (const Known &entry : known) {
        const bool isCollection = entry.kind == Artefact::Kind::Collection;
        if (!isCollection && entry.kind != Artefact::Kind::MediaDatabase)
            continue;
        if (name.startsWith(entry.name) &&
            isSidecarSuffix(name.mid(static_cast<qsizetype>(std::strlen(entry.name))),
                            entry.kind)) {
            return {isCollection ? Artefact::Kind::CollectionSidecar
                                 : Artefact::Kind::MediaDatabaseSidecar,
                    entry.layouts, entry.name};
        }
    }
    if (name.startsWith(".nfs"))
        return {Artefact::Kind::NfsLeftover, {}, {}};
    for (const char *suffix : temporarySuffixes) {
        if (name.endsWith(suffix))
            return {Artefact::Kind::Temporary, {}, {}};
    }
    if (name.startsWith(".tmp"))
        return {Artefact::Kind::Temporary, Layout::Official, {}};
    return {};
}

QByteArrayList sidecarNames(const QByteArray &database)
{
    QByteArrayList names;
    for (const char *suffix : sqliteSuffixes)
        names.append(database + suffix);
    return names;
}

QByteArray collectionName()
{
    return QByteArrayLiteral("collection.anki2");
}

QByteArray mediaFolderName(Layout layout)
{
    return layout == Layout::Official ? QByteArrayLiteral("media")
                                      : QByteArrayLiteral("collection.media");
}

QByteArray clientMediaDatabaseName()
{
    return QByteArrayLiteral("collection.media.db2");
}

QByteArrayList mediaDatabaseNames(Layout layout)
{
    if (layout == Layout::Official)
        return {QByteArrayLiteral("media.db")};
    return {QByteArrayLiteral("collection.media.server.db"), clientMediaDatabaseName()};
}

bool isTemporaryMedia(const char *name)
{
    return std::strncmp(name, ".tmp", 4) == 0;
}

} // namespace SyncAdmin
