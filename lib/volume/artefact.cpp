#include "volume/artefact.h"

#include <algorithm>
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
constexpr auto migrationBackup = "collection.media.server.db.backup";

bool isSidecarSuffix(const QByteArray &suffix)
{
    return std::any_of(sqliteSuffixes.begin(), sqliteSuffixes.end(),
                       [&suffix](const char *sidecar) { return suffix == sidecar; });
}

// ".tmp" followed by six letters or digits.
bool isOfficialTemporary(const QByteArray &name)
{
    constexpr qsizetype length = 10;
    return name.size() == length && name.startsWith(".tmp") &&
           std::all_of(name.begin() + 4, name.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

// The families that use this name for a temporary file.
Layouts temporaryLayouts(const QByteArray &name)
{
    if (name == collectionName() + ".tmp")
        return communityFamily;
    if (isOfficialTemporary(name))
        return Layout::Official;
    return name.endsWith(".tmp") ? Layouts(Layout::Legacy) : Layouts();
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
            isSidecarSuffix(name.mid(static_cast<qsizetype>(std::strlen(entry.name))))) {
            return {isCollection ? Artefact::Kind::CollectionSidecar
                                 : Artefact::Kind::MediaDatabaseSidecar,
                    entry.layouts, entry.name};
        }
    }
    if (name == migrationBackup)
        return {Artefact::Kind::MediaDatabaseSidecar, communityFamily,
                "collection.media.server.db"};
    if (name.startsWith(".nfs"))
        return {Artefact::Kind::NfsLeftover, {}, {}};
    if (const Layouts layouts = temporaryLayouts(name))
        return {Artefact::Kind::Temporary, layouts, {}};
    return {};
}

Artefact artefactFor(const QByteArray &name, Layouts layouts)
{
    const Artefact artefact = artefactFor(name);
    const bool isForeign =
        artefact.kind == Artefact::Kind::Temporary && !(artefact.layouts & layouts);
    return isForeign ? Artefact() : artefact;
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
