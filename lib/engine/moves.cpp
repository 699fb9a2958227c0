#include "engine/moves.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/log.h"
#include "store/pointfiles.h"
#include "volume/artefact.h"

#include <QSet>

namespace SyncAdmin {

namespace {

using Kind = ManifestEntry::Move;

Result<> renameTo(const Directory &from, const QByteArray &fromName, const Directory &to,
                  const QByteArray &toName, bool noReplace)
{
    if (noReplace)
        return from.rename(fromName, to, toName);
    const auto there = to.status(toName);
    if (there)
        return failure(Error::Code::Exists, to.pathOf(toName));
    if (there.error().code != Error::Code::DoesNotExist)
        return failure(there);
    return from.renameReplacing(fromName, to, toName);
}

void removeQuietly(const Result<> &result)
{
    if (!result)
        qCDebug(logReset).noquote() << result.error().message();
}

Result<Move> moveOf(const ManifestEntry &entry, const Manifest &manifest,
                    const MoveFolders &folders)
{
    switch (entry.move) {
    case Kind::MakeUserFolder:
        return Move{entry, folders.point, PointFiles::userFolder, folders.parent, manifest.user};
    case Kind::MoveOut:
        return Move{entry, folders.user, entry.name, folders.items, entry.name};
    case Kind::Return:
        if (folders.source)
            return Move{entry, *folders.source, entry.name, folders.user, entry.name};
        break;
    case Kind::Install:
        if (folders.fresh)
            return Move{entry, *folders.fresh, entry.name, folders.user, entry.name};
        break;
    }
    return failure(Error::Code::BadManifest, folders.point.pathOf(PointFiles::manifest),
                   QStringLiteral("it names a folder that does not exist"));
}

} // namespace

Result<Standing> standingAt(const Directory &folder, const QByteArray &name,
                            const ManifestEntry &entry)
{
    ASSIGN_OR_RETURN(const auto status, ifExists(folder.status(name)));
    if (!status)
        return Standing::Absent;
    return entry.attributes.isSameEntry(*status) ? Standing::Ours : Standing::Other;
}

Result<QList<Move>> movesOf(const Manifest &manifest, const MoveFolders &folders)
{
    QList<Move> moves;
    for (const ManifestEntry &entry : manifest.entries) {
        ASSIGN_OR_RETURN(auto move, moveOf(entry, manifest, folders));
        moves.append(move);
    }
    return moves;
}

int moveOutRank(const QByteArray &name)
{
    if (isSessionFile(name))
        return name == sessionDatabase ? 1 : 0;
    switch (artefactFor(name).kind) {
    case Artefact::Kind::MediaDatabaseSidecar:
        return 0;
    case Artefact::Kind::MediaDatabase:
        return 1;
    case Artefact::Kind::CollectionSidecar:
        return 2;
    case Artefact::Kind::Collection:
        return 3;
    case Artefact::Kind::MediaFolder:
        return 5;
    default:
        return 4;
    }
}

Result<> runMove(const Move &move, bool noReplace)
{
    ASSIGN_OR_RETURN(const auto before, standingAt(move.from, move.fromName, move.entry));
    if (before != Standing::Ours)
        return failure(Error::Code::Changed, move.fromPath());
    RETURN_IF_ERROR(renameTo(move.from, move.fromName, move.to, move.toName, noReplace));
    const auto after = standingAt(move.to, move.toName, move.entry);
    if (after && *after == Standing::Ours)
        return {};
    if (!after)
        return failure(after);
    // Somebody replaced the entry between the check and the rename: what moved is somebody else's.
    removeQuietly(renameTo(move.to, move.toName, move.from, move.fromName, noReplace));
    return failure(Error::Code::Changed, move.fromPath());
}

Result<> syncFolders(const QList<Move> &moves)
{
    QSet<int> seen;
    for (const Move &move : moves) {
        for (const Directory *folder : {&move.to, &move.from}) {
            if (seen.contains(folder->descriptor()))
                continue;
            seen.insert(folder->descriptor());
            RETURN_IF_ERROR(folder->sync());
        }
    }
    return {};
}

Result<bool> knowsNoReplace(const Directory &scratch)
{
    const QByteArrayList names{"probe-1", "probe-2", "probe-3"};
    for (const QByteArray &name : names.mid(0, 2)) {
        RETURN_IF_ERROR(scratch.openOrMakeFile(name, 0600));
    }
    // Left by a recovery that was itself interrupted.
    RETURN_IF_ERROR(ifExists(scratch.removeFile(names.at(2))));
    // s3fs accepts the flag and replaces all the same. The kernel itself refuses a taken name,
    // before the file system sees the flag: only a free name shows whether FUSE and NFS know it.
    auto renamed = scratch.rename(names.at(0), scratch, names.at(1));
    const bool refused = !renamed && renamed.error().code == Error::Code::Exists;
    if (refused)
        renamed = scratch.rename(names.at(0), scratch, names.at(2));
    for (const QByteArray &name : names) {
        RETURN_IF_ERROR(ifExists(scratch.removeFile(name)));
    }
    if (!renamed && renamed.error().code != Error::Code::Unsupported)
        return failure(renamed);
    return refused && renamed.has_value();
}

Result<> discardPoint(const Directory &points, const QByteArray &id)
{
    ASSIGN_OR_RETURN(const auto point, points.openFolder(id));
    const auto items = point.openFolder(PointFiles::items);
    ASSIGN_OR_RETURN(const auto held, ifExists(items ? items->entries() : failure(items)));
    if (held && !held->isEmpty())
        return failure(Error::Code::System, items->path(),
                       QStringLiteral("it still contains files, so its record is kept"));
    RETURN_IF_ERROR(ifExists(point.removeFile(PointFiles::manifest)));
    ASSIGN_OR_RETURN(const auto entries, point.entries());
    for (const DirectoryEntry &entry : entries) {
        const auto folder = point.openFolder(entry.name);
        if (!folder) {
            removeQuietly(point.removeFile(entry.name));
            continue;
        }
        if (entry.name == PointFiles::fresh) {
            const auto built = folder->entries().value_or(QList<DirectoryEntry>());
            for (const DirectoryEntry &one : built) {
                if (!folder->removeEmptyFolder(one.name))
                    removeQuietly(folder->removeFile(one.name));
            }
        }
        removeQuietly(point.removeEmptyFolder(entry.name));
    }
    RETURN_IF_ERROR(points.removeEmptyFolder(id));
    // Otherwise a power cut could restore it as an interrupted operation.
    return points.sync();
}

} // namespace SyncAdmin
