#include "reset/moves.h"

#include "base/displayname.h"
#include "base/log.h"
#include "reset/pointfiles.h"
#include "server/sessions.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

using Kind = ManifestEntry::Move;

enum class Place { Absent, Ours, Other };

Result<Place> placeOf(const Directory &folder, const QByteArray &name, const ManifestEntry &entry)
{
    const auto status = folder.status(name);
    if (!status && status.error().code == Error::Code::DoesNotExist)
        return Place::Absent;
    if (!status)
        return tl::unexpected(status.error());
    return entry.attributes.isSameEntry(*status) ? Place::Ours : Place::Other;
}

Result<> renameTo(const Directory &from, const QByteArray &fromName, const Directory &to,
                  const QByteArray &toName, bool noReplace)
{
    if (noReplace)
        return from.rename(fromName, to, toName);
    const auto there = to.status(toName);
    if (there)
        return failure(Error::Code::Exists, to.pathOf(toName));
    if (there.error().code != Error::Code::DoesNotExist)
        return tl::unexpected(there.error());
    return from.renameReplacing(fromName, to, toName);
}

void removeQuietly(const Result<> &result)
{
    if (!result)
        qCDebug(logReset).noquote() << result.error().message();
}

struct NameIn
{
    const Directory &folder;
    const QByteArray &name;
};

// Changed if anything else stands at the old name, or comes there at the last moment.
Result<> renameEntry(const ManifestEntry &entry, const NameIn &from, const NameIn &to,
                     bool noReplace)
{
    const auto before = placeOf(from.folder, from.name, entry);
    if (!before)
        return tl::unexpected(before.error());
    if (*before != Place::Ours)
        return failure(Error::Code::Changed, from.folder.pathOf(from.name));
    if (auto renamed = renameTo(from.folder, from.name, to.folder, to.name, noReplace); !renamed)
        return renamed;
    const auto after = placeOf(to.folder, to.name, entry);
    if (after && *after == Place::Ours)
        return {};
    if (!after)
        return tl::unexpected(after.error());
    // Somebody put another thing there between the look and the rename: it is not ours to keep.
    removeQuietly(renameTo(to.folder, to.name, from.folder, from.name, noReplace));
    return failure(Error::Code::Changed, from.folder.pathOf(from.name));
}

QSet<QByteArray> sidecarNames(const QByteArray &database)
{
    return {database + "-wal", database + "-shm", database + "-journal"};
}

QByteArray familyOf(const QByteArray &name)
{
    const Artefact artefact = artefactFor(name);
    if (artefact.isDatabase())
        return name;
    return isSessionFile(name) ? sessionDatabase : artefact.database;
}

// Gathers a PutBackPlan.
class Inspection
{
public:
    explicit Inspection(const QList<Move> &moves) : m_moves(moves) {}
    Result<PutBackPlan> run();

private:
    Result<> locate();
    Result<> checkNames();
    Result<> checkSidecars();
    Result<> checkFreshFolders();
    bool willLeave(int folder, const QByteArray &name) const;
    void conflict(const Directory &folder, const QByteArray &name, bool isMissing);

    const QList<Move> &m_moves;
    PutBackPlan m_plan;
    QSet<std::pair<int, QByteArray>> m_leaving; // where moved entries stand now
    QSet<std::pair<int, QByteArray>> m_staying; // where entries stand that were not moved
};

void Inspection::conflict(const Directory &folder, const QByteArray &name, bool isMissing)
{
    for (const auto &known : std::as_const(m_plan.conflicts)) {
        if (known.name == name)
            return;
    }
    const QString path = folder.pathOf(name);
    m_plan.conflicts.append(
        {name, isMissing ? QStringLiteral("%1 is gone").arg(path) : path, isMissing});
}

Result<> Inspection::locate()
{
    for (qsizetype i = m_moves.size() - 1; i >= 0; --i) {
        const Move &move = m_moves.at(i);
        const auto source = placeOf(move.from, move.fromName, move.entry);
        const auto target = placeOf(move.to, move.toName, move.entry);
        if (!source || !target)
            return tl::unexpected(source ? target.error() : source.error());
        if (*target == Place::Ours) {
            m_plan.moved.append(i);
            m_leaving.insert({move.to.descriptor(), move.toName});
        }
        if (*source == Place::Ours) {
            m_staying.insert({move.from.descriptor(), move.fromName});
        } else if (*target != Place::Ours &&
                   move.entry.move != Kind::Place) { // an empty folder is no loss
            conflict(move.from, move.fromName, true);
        }
    }
    return {};
}

bool Inspection::willLeave(int folder, const QByteArray &name) const
{
    return m_leaving.contains({folder, name});
}

Result<> Inspection::checkNames()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        const auto source = placeOf(move.from, move.fromName, move.entry);
        if (!source)
            return tl::unexpected(source.error());
        // What came after it goes first.
        if (*source == Place::Other && !willLeave(move.from.descriptor(), move.fromName))
            conflict(move.from, move.fromName, false);
    }
    return {};
}

// A database must not come back beside a sidecar that is not its own, nor the other way round.
Result<> Inspection::checkSidecars()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        const QByteArray family = familyOf(move.entry.name);
        if (move.entry.move != Kind::Retire || family.isEmpty())
            continue;
        for (const QByteArray &name : sidecarNames(family)) {
            const auto isThere = move.from.has(name);
            if (!isThere)
                return tl::unexpected(isThere.error());
            if (*isThere && !willLeave(move.from.descriptor(), name) &&
                !m_staying.contains({move.from.descriptor(), name}))
                conflict(move.from, name, false);
        }
    }
    return {};
}

Result<> Inspection::checkFreshFolders()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        if (move.entry.move != Kind::Place)
            continue;
        if (move.entry.attributes.type == FileStatus::Type::Regular) {
            const auto status = move.to.status(move.toName);
            if (!status)
                return tl::unexpected(status.error());
            if (status->size != move.entry.attributes.size ||
                status->modified != move.entry.attributes.modified)
                conflict(move.to, move.toName, false); // a server has written to it
            continue;
        }
        const auto folder = move.to.openFolder(move.toName);
        if (!folder)
            return tl::unexpected(folder.error());
        const auto entries = folder->entries();
        if (!entries)
            return tl::unexpected(entries.error());
        if (!entries->isEmpty())
            conflict(move.to, move.toName, false);
    }
    return {};
}

Result<PutBackPlan> Inspection::run()
{
    for (const auto &check : {&Inspection::locate, &Inspection::checkNames,
                              &Inspection::checkSidecars, &Inspection::checkFreshFolders}) {
        if (const auto checked = (this->*check)(); !checked)
            return tl::unexpected(checked.error());
    }
    return m_plan;
}

Result<Move> moveOf(const ManifestEntry &entry, const Manifest &manifest,
                    const MoveFolders &folders)
{
    switch (entry.move) {
    case Kind::MakeUserFolder:
        return Move{entry, folders.point, PointFiles::userFolder, folders.parent, manifest.user};
    case Kind::Retire:
        return Move{entry, folders.user, entry.name, folders.items, entry.name};
    case Kind::BringBack:
        if (folders.source)
            return Move{entry, *folders.source, entry.name, folders.user, entry.name};
        break;
    case Kind::Place:
        if (folders.fresh)
            return Move{entry, *folders.fresh, entry.name, folders.user, entry.name};
        break;
    }
    return failure(Error::Code::BadManifest, folders.point.pathOf(PointFiles::manifest),
                   QStringLiteral("it names a folder that is not there"));
}

// A power cut between the syncs of the two folders can leave a file under both names (btrfs does);
// a rename of one to the other would do nothing.
Result<> moveBack(const Move &move, bool noReplace)
{
    const auto source = placeOf(move.from, move.fromName, move.entry);
    if (!source)
        return tl::unexpected(source.error());
    const auto target = placeOf(move.to, move.toName, move.entry);
    if (!target)
        return tl::unexpected(target.error());
    if (*source == Place::Ours && *target == Place::Ours)
        return move.to.removeFile(move.toName);
    return renameEntry(move.entry, {move.to, move.toName}, {move.from, move.fromName}, noReplace);
}

} // namespace

Result<QList<Move>> movesOf(const Manifest &manifest, const MoveFolders &folders)
{
    QList<Move> moves;
    for (const ManifestEntry &entry : manifest.entries) {
        auto move = moveOf(entry, manifest, folders);
        if (!move)
            return tl::unexpected(move.error());
        moves.append(*move);
    }
    return moves;
}

int retireRank(const QByteArray &name)
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
    return renameEntry(move.entry, {move.from, move.fromName}, {move.to, move.toName}, noReplace);
}

QStringList PutBackPlan::conflictTexts() const
{
    QStringList texts;
    for (const Conflict &one : conflicts)
        texts.append(one.text);
    return texts;
}

Result<PutBackPlan> planPutBack(const QList<Move> &moves)
{
    return Inspection(moves).run();
}

Result<> putBack(const QList<Move> &moves, const PutBackPlan &plan, bool noReplace,
                 QList<qsizetype> &done)
{
    for (const qsizetype i : plan.moved) {
        if (auto back = moveBack(moves.at(i), noReplace); !back)
            return back;
        done.append(i);
    }
    return syncFolders(moves);
}

Result<> syncFolders(const QList<Move> &moves)
{
    QSet<int> seen;
    for (const Move &move : moves) {
        for (const Directory *folder : {&move.to, &move.from}) {
            if (seen.contains(folder->descriptor()))
                continue;
            seen.insert(folder->descriptor());
            if (auto synced = folder->sync(); !synced)
                return synced;
        }
    }
    return {};
}

Result<bool> knowsNoReplace(const Directory &scratch)
{
    const QByteArrayList names{"probe-1", "probe-2", "probe-3"};
    for (const QByteArray &name : names.mid(0, 2)) {
        if (const auto made = scratch.openOrMakeFile(name, 0600); !made)
            return tl::unexpected(made.error());
    }
    // Left by a recovery that was itself interrupted.
    if (const auto removed = scratch.removeFile(names.at(2));
        !removed && removed.error().code != Error::Code::DoesNotExist)
        return tl::unexpected(removed.error());
    // s3fs takes the flag and replaces all the same. Where the kernel refuses to replace it has not
    // asked the file system yet: FUSE and NFS tell only then that they do not know the flag.
    auto renamed = scratch.rename(names.at(0), scratch, names.at(1));
    const bool refused = !renamed && renamed.error().code == Error::Code::Exists;
    if (refused)
        renamed = scratch.rename(names.at(0), scratch, names.at(2));
    for (const QByteArray &name : names) {
        const auto removed = scratch.removeFile(name);
        if (!removed && removed.error().code != Error::Code::DoesNotExist)
            return tl::unexpected(removed.error());
    }
    if (!renamed && renamed.error().code != Error::Code::Unsupported)
        return tl::unexpected(renamed.error());
    return refused && renamed.has_value();
}

Result<> discardPoint(const Directory &points, const QByteArray &id)
{
    const auto point = points.openFolder(id);
    if (!point)
        return tl::unexpected(point.error());
    const auto removed = point->removeFile(PointFiles::manifest);
    if (!removed && removed.error().code != Error::Code::DoesNotExist)
        return removed;
    const auto entries = point->entries();
    if (!entries)
        return tl::unexpected(entries.error());
    for (const DirectoryEntry &entry : *entries) {
        const auto folder = point->openFolder(entry.name);
        if (!folder) {
            removeQuietly(point->removeFile(entry.name));
            continue;
        }
        if (entry.name == PointFiles::fresh) {
            const auto built = folder->entries().value_or(QList<DirectoryEntry>());
            for (const DirectoryEntry &one : built) {
                if (!folder->removeEmptyFolder(one.name))
                    removeQuietly(folder->removeFile(one.name));
            }
        }
        removeQuietly(point->removeEmptyFolder(entry.name));
    }
    if (auto gone = points.removeEmptyFolder(id); !gone)
        return gone;
    // Else a power cut could bring it back as an interrupted act.
    return points.sync();
}

} // namespace SyncAdmin
