#include "store/restorepoint.h"
#include "store/commitrecord.h"

#include "base/displayname.h"
#include "store/pointfiles.h"
#include "volume/diskusage.h"
#include "volume/userentry.h"

#include <QCryptographicHash>

namespace SyncAdmin {

namespace {

using State = RestorePoint::State;

Result<bool> isEmptyFolder(const Directory &point, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const auto folder, ifExists(point.openFolder(name)));
    if (!folder)
        return true;
    ASSIGN_OR_RETURN(const auto entries, folder->entries());
    return entries.isEmpty();
}

// Without a manifest nothing can have been moved.
Result<State> stateWithoutManifest(const Directory &point)
{
    ASSIGN_OR_RETURN(const auto empty, isEmptyFolder(point, PointFiles::items));
    if (!empty)
        return failure(Error::Code::BadManifest, point.pathOf(PointFiles::manifest),
                       QStringLiteral("it is missing"));
    return State::Unfinished;
}

Result<State> committedState(const Directory &point, const QByteArray &manifest, RestorePoint &read)
{
    const auto json = point.readFile(PointFiles::committed, CommitRecord::maxBytes);
    const QString path = point.pathOf(PointFiles::committed);
    if (!json && json.error().code == Error::Code::DoesNotExist) {
        return point.has(PointFiles::rollBack).map([](bool isBack) {
            return isBack ? State::RolledBack : State::Interrupted;
        });
    }
    if (!json)
        return failure(json);
    ASSIGN_OR_RETURN(const auto record, CommitRecord::fromJson(*json, path));
    const auto sum = QCryptographicHash::hash(manifest, QCryptographicHash::Sha256);
    if (record.id != read.id || record.manifestSum != sum)
        return failure(Error::Code::BadManifest, path,
                       QStringLiteral("it does not belong to the manifest beside it"));
    read.committed = record.committed;
    ASSIGN_OR_RETURN(const auto mark,
                     ifExists(point.readFile(PointFiles::restored, CommitRecord::maxBytes)));
    if (!mark)
        return State::Complete;
    if (const auto by = CommitRecord::fromJson(*mark, point.pathOf(PointFiles::restored)))
        read.restoredBy = by->id;
    return State::Restored;
}

Result<State> readState(const Directory &point, RestorePoint &read)
{
    ASSIGN_OR_RETURN(const auto marked, point.has(PointFiles::purging));
    const bool purging = marked;
    // Its manifest has become the mark.
    const QByteArray name = purging ? PointFiles::purging : PointFiles::manifest;
    ASSIGN_OR_RETURN(const auto json, ifExists(point.readFile(name, Manifest::maxBytes)));
    if (!json)
        return purging ? State::Purging : stateWithoutManifest(point);
    const QString path = point.pathOf(name);
    auto manifest = Manifest::fromJson(*json, path);
    if (manifest && manifest->id != read.id)
        manifest = failure(Error::Code::BadManifest, path,
                           QStringLiteral("it belongs to another restore point"));
    if (manifest)
        read.manifest = *manifest;
    if (purging)
        return State::Purging;
    if (!manifest)
        return failure(manifest);
    return committedState(point, *json, read);
}

// What its folders hold: its items, what a recovery moved aside, what a deletion has left.
Result<DiskUsage::Amount> measureFolders(const Directory &point, Layouts layouts)
{
    DiskUsage::Amount amount;
    ASSIGN_OR_RETURN(const Directory listing, point.reopened());
    ASSIGN_OR_RETURN(const QList<DirectoryEntry> names, listing.entries());
    for (const DirectoryEntry &name : names) {
        const auto status = point.status(name.name);
        if (!status || !status->isFolder())
            continue;
        ASSIGN_OR_RETURN(const Directory folder, point.openFolder(name.name));
        ASSIGN_OR_RETURN(const QList<UserEntry> entries, entriesOf(folder, layouts));
        ASSIGN_OR_RETURN(const DiskUsage usage, measureUserFolder(folder, entries, 1, {}));
        amount += usage.total();
    }
    return amount;
}

void addHeld(const Directory &point, RestorePoint &read)
{
    read.heldFiles = read.manifest.files();
    read.heldBytes = read.manifest.bytes();
    if (read.state != State::Restored && read.state != State::RolledBack &&
        read.state != State::Purging)
        return;
    if (const auto held = measureFolders(point, read.manifest.layout)) {
        read.heldFiles = held->files;
        read.heldBytes = held->bytes;
    }
}

} // namespace

QString RestorePoint::displayId() const
{
    return displayName(id);
}

bool RestorePoint::isOf(const UserFolder &user) const
{
    return manifest.entryFolder == EntryFolder::UserFolder && manifest.user == user.name &&
           manifest.place == user.place;
}

bool RestorePoint::isInterruptedFor(const UserFolder &user) const
{
    return state == State::Interrupted && isOf(user);
}

bool RestorePoint::needsRecovery() const
{
    return state == State::Interrupted || state == State::Unfinished;
}

bool RestorePoint::isEnded() const
{
    return !needsRecovery() && state != State::UnderWay;
}

RestorePoint readRestorePoint(const Directory &points, const QByteArray &id)
{
    RestorePoint read;
    read.id = id;
    const auto point = points.openFolder(id);
    const auto state = point ? readState(*point, read) : failure(point);
    if (state)
        read.state = *state;
    else
        read.error = state.error();
    if (point)
        addHeld(*point, read);
    return read;
}

QString stateName(RestorePoint::State state)
{
    switch (state) {
    case State::Complete:
        return QStringLiteral("complete");
    case State::Interrupted:
        return QStringLiteral("interrupted");
    case State::UnderWay:
        return QStringLiteral("under-way");
    case State::Restored:
        return QStringLiteral("restored");
    case State::RolledBack:
        return QStringLiteral("put-back");
    case State::Purging:
        return QStringLiteral("purging");
    case State::Unfinished:
        return QStringLiteral("unfinished");
    case State::Unreadable:
        return QStringLiteral("unreadable");
    }
    return {};
}

} // namespace SyncAdmin
