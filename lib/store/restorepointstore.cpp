#include "store/restorepointstore.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/log.h"
#include "store/ownfolder.h"
#include "store/pointfiles.h"
#include "store/pointid.h"
#include "store/storelock.h"

#include <QHash>

#include <algorithm>
#include <functional>

namespace SyncAdmin {

namespace {

const QByteArray pointsName = QByteArrayLiteral("restore-points");
const QByteArray lockName = QByteArrayLiteral("lock");

// A point whose mark was lost is recognized by the point that took its entries.
void markRestored(QList<RestorePoint> &points)
{
    QHash<QByteArray, QByteArray> takers; // by the id of the point that they took from
    for (const RestorePoint &by : std::as_const(points)) {
        if (!by.manifest.source.isEmpty() && !by.committed.isNull())
            takers.insert(by.manifest.source, by.id);
    }
    for (RestorePoint &point : points) {
        if (point.state == RestorePoint::State::Complete && takers.contains(point.id)) {
            point.state = RestorePoint::State::Restored;
            point.restoredBy = takers.value(point.id);
        }
    }
}

// Whether a point's operation was committed, without reading its records. What cannot be seen
// counts as not committed: reading the point returns the error.
bool isCommitted(const Directory &points, const QByteArray &id)
{
    const auto point = points.openFolder(id);
    return point && point->has(PointFiles::committed).value_or(false) &&
           point->has(PointFiles::manifest).value_or(false);
}

} // namespace

RestorePointStore::RestorePointStore(std::shared_ptr<const Directory> root, Directory store,
                                     Directory points)
    : m_root(std::move(root)), m_store(std::move(store)), m_points(std::move(points))
{}

Result<RestorePointStore> RestorePointStore::open(std::shared_ptr<const Directory> root,
                                                  const Directory &place)
{
    ASSIGN_OR_RETURN(const auto store, openOwnFolder(place, storeFolder));
    ASSIGN_OR_RETURN(const auto points, openOwnFolder(store, pointsName));
    return RestorePointStore(std::move(root), store, points);
}

Result<QList<RestorePointStore>> RestorePointStore::all(const DataRoot &root)
{
    QList<RestorePointStore> stores;
    QList<quint64> mounts;
    QList<std::shared_ptr<const Directory>> places = root.places();
    std::reverse(places.begin(), places.end()); // the data root itself first
    const auto rootFolder = places.first();
    for (const auto &place : std::as_const(places)) {
        ASSIGN_OR_RETURN(const auto status, place->status());
        if (mounts.contains(status.mountId))
            continue;
        mounts.append(status.mountId);
        auto store = open(rootFolder, *place);
        if (store)
            stores.append(*store);
        else if (store.error().code != Error::Code::DoesNotExist)
            return failure(store);
    }
    return stores;
}

RestorePointStore RestorePointStore::unopened(const QByteArray &rootPath, const QByteArray &place)
{
    const QByteArray root = rootPath.endsWith('/') ? rootPath.chopped(1) : rootPath;
    const QByteArray folder = place.isEmpty() ? root : root + '/' + place;
    const QByteArray store = folder + '/' + storeFolder;
    return {std::make_shared<const Directory>(Directory::unopened(rootPath)),
            Directory::unopened(store), Directory::unopened(store + '/' + pointsName)};
}

QByteArray RestorePointStore::place() const
{
    const QByteArray inRoot = m_store.pathBytes().mid(m_root->pathBytes().size());
    QByteArray place = inRoot.chopped(storeFolder.size());
    while (place.startsWith('/'))
        place.remove(0, 1);
    return place.endsWith('/') ? place.chopped(1) : place;
}

Result<Directory> RestorePointStore::placeFor(const UserFolder &user)
{
    ASSIGN_OR_RETURN(const auto rootStatus, user.root->status());
    ASSIGN_OR_RETURN(const auto parentStatus, user.parent->status());
    const bool sameMount = rootStatus.mountId == parentStatus.mountId &&
                           (rootStatus.mountId != 0 || rootStatus.device == parentStatus.device);
    return sameMount ? *user.root : *user.parent;
}

Result<RestorePointStore> RestorePointStore::of(const UserFolder &user)
{
    ASSIGN_OR_RETURN(const auto place, placeFor(user));
    return open(user.root, place);
}

Result<RestorePointStore> RestorePointStore::make(const UserFolder &user)
{
    ASSIGN_OR_RETURN(const auto place, placeFor(user));
    auto existing = open(user.root, place);
    if (existing || existing.error().code != Error::Code::DoesNotExist)
        return existing;
    RETURN_IF_ERROR(makeOwnFolder(place, storeFolder));
    ASSIGN_OR_RETURN(const auto store, openOwnFolder(place, storeFolder));
    RETURN_IF_ERROR(makeOwnFolder(store, pointsName));
    RETURN_IF_ERROR(store.sync());
    RETURN_IF_ERROR(place.sync());
    qCDebug(logReset).noquote() << "made" << store.path();
    return open(user.root, place);
}

Result<> RestorePointStore::lock()
{
    ASSIGN_OR_RETURN(auto file, lockInStore(m_store, lockName));
    m_lock = std::make_shared<const FileDescriptor>(std::move(file));
    return {};
}

Result<> RestorePointStore::refuseBusy() const
{
    return refuseLocked(m_store, lockName);
}

Error RestorePointStore::busyError() const
{
    return SyncAdmin::busyError(m_store, lockName);
}

Result<QList<RestorePoint>> RestorePointStore::points() const
{
    return read([](const QByteArray & /*id*/) { return true; });
}

Result<QList<RestorePoint>> RestorePointStore::uncommittedPoints() const
{
    return read([this](const QByteArray &id) { return !isCommitted(m_points, id); });
}

Result<QList<RestorePoint>> RestorePointStore::pointsOf(const UserFolder &user) const
{
    auto points = read([&user](const QByteArray &id) { return PointId::canBeOf(id, user.name); });
    if (points)
        points->removeIf([&user](const RestorePoint &point) {
            return !point.isOf(user) && point.state != RestorePoint::State::Unreadable;
        });
    return points;
}

Result<QList<RestorePoint>> RestorePointStore::read(
    const std::function<bool(const QByteArray &)> &isWanted) const
{
    ASSIGN_OR_RETURN(const auto listing, m_points.reopened());
    QByteArrayList ids;
    RETURN_IF_ERROR(listing.forEachEntry([&ids, &isWanted](const DirectoryEntry &entry) {
        if (isWanted(entry.name))
            ids.append(entry.name);
        return true;
    }));
    QList<RestorePoint> points;
    for (const QByteArray &id : std::as_const(ids))
        points.append(readRestorePoint(m_points, id));
    RETURN_IF_ERROR(markUnderWay(points));
    markRestored(points);
    std::sort(points.begin(), points.end(), [](const RestorePoint &a, const RestorePoint &b) {
        if (a.manifest.made != b.manifest.made)
            return a.manifest.made > b.manifest.made;
        return a.id > b.id;
    });
    return points;
}

// Points of a running operation look like those of an interrupted one.
Result<> RestorePointStore::markUnderWay(QList<RestorePoint> &points) const
{
    if (m_lock ||
        std::none_of(points.begin(), points.end(), std::mem_fn(&RestorePoint::needsRecovery)))
        return {};
    const auto isFree = refuseLocked(m_store, lockName);
    if (!isFree && isFree.error().code != Error::Code::Busy)
        return isFree;
    for (RestorePoint &point : points) {
        if (!point.needsRecovery())
            continue;
        if (isFree)
            point = readRestorePoint(m_points,
                                     point.id); // its operation may have ended between the two
        else
            point.state = RestorePoint::State::UnderWay;
    }
    // Or has deleted its point.
    points.removeIf([this](const RestorePoint &point) {
        const auto status = m_points.status(point.id);
        return !status && status.error().code == Error::Code::DoesNotExist;
    });
    return {};
}

Result<RestorePoint> RestorePointStore::find(const QByteArray &id) const
{
    ASSIGN_OR_RETURN(const auto named, read([&id](const QByteArray &each) { return each == id; }));
    if (named.isEmpty())
        return failure(Error::Code::UnknownRestorePoint, m_points.path(), displayName(id));
    const RestorePoint &point = named.first();
    if (point.state != RestorePoint::State::Complete)
        return point;
    // Another point of the same user can say that this one was restored.
    ASSIGN_OR_RETURN(const auto all, read([&](const QByteArray &each) {
                         return each == id || PointId::canBeOf(each, point.manifest.user);
                     }));
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&id](const RestorePoint &each) { return each.id == id; });
    if (found == all.end()) // deleted between the two
        return failure(Error::Code::UnknownRestorePoint, m_points.path(), displayName(id));
    return *found;
}

Result<> RestorePointStore::refuseInterrupted(const UserFolder &user, EntryFolder folder) const
{
    const bool isOfRoot = folder == EntryFolder::DataRoot;
    ASSIGN_OR_RETURN(const auto uncommitted, read([&](const QByteArray &id) {
                         return (isOfRoot || PointId::canBeOf(id, user.name)) &&
                                !isCommitted(m_points, id);
                     }));
    for (const RestorePoint &point : uncommitted) {
        const bool concerns =
            isOfRoot ? point.manifest.entryFolder == EntryFolder::DataRoot : point.isOf(user);
        if (concerns && point.state == RestorePoint::State::Interrupted)
            return failure(Error::Code::Interrupted, subjectPath(point), point.displayId());
    }
    return {};
}

Result<RestorePointFolder> RestorePointStore::makePoint(const QByteArray &user,
                                                        QByteArray &id) const
{
    constexpr int maxTries = 10'000;
    const QByteArray base = PointId::of(user, QDateTime::currentDateTimeUtc());
    for (int i = 1; i < maxTries; ++i) {
        const QByteArray name = PointId::numbered(base, i);
        ASSIGN_OR_RETURN(const auto point,
                         unlessFailsWith(Error::Code::Exists, m_points.makeFolder(name, 0700)));
        if (!point)
            continue;
        id = name;
        const auto items = point->makeFolder(PointFiles::items, 0700);
        if (!items) {
            if (const auto removed = m_points.removeEmptyFolder(name); !removed)
                qCDebug(logReset).noquote() << removed.error().message();
            return failure(items);
        }
        return RestorePointFolder{*point, *items};
    }
    return failure(Error::Code::Exists, m_points.pathOf(base));
}

Result<RestorePointFolder> RestorePointStore::openPoint(const QByteArray &id) const
{
    ASSIGN_OR_RETURN(const auto point, m_points.openFolder(id));
    ASSIGN_OR_RETURN(const auto items, point.openFolder(PointFiles::items));
    return RestorePointFolder{point, items};
}

Result<std::shared_ptr<const Directory>> RestorePointStore::userPlace(
    const RestorePoint &point) const
{
    Directory place = *m_root;
    for (const QByteArray &name : point.manifest.place.split('/')) {
        if (name.isEmpty())
            continue;
        ASSIGN_OR_RETURN(const auto next, place.openFolder(name));
        place = next;
    }
    return std::make_shared<const Directory>(place);
}

Result<> RestorePointStore::checkRestorable(const RestorePoint &point) const
{
    const QString path = pointsFolder().pathOf(point.id);
    switch (point.state) {
    case RestorePoint::State::Complete:
        return {};
    case RestorePoint::State::Restored:
        return failure(Error::Code::AlreadyRestored, path, displayName(point.restoredBy));
    case RestorePoint::State::Interrupted:
        return failure(Error::Code::Interrupted, path, point.displayId());
    case RestorePoint::State::UnderWay:
        return failure(busyError());
    case RestorePoint::State::Unreadable:
        if (point.error)
            return failure(*point.error);
        break;
    case RestorePoint::State::RolledBack:
        return failure(Error::Code::NotRestorable, path,
                       QStringLiteral("its operation was already rolled back"));
    case RestorePoint::State::Purging:
        return failure(Error::Code::NotRestorable, path,
                       QStringLiteral("its deletion was interrupted. Delete it again."));
    case RestorePoint::State::Unfinished:
        break;
    }
    return failure(Error::Code::NotRestorable, path, QStringLiteral("it is empty"));
}

QString RestorePointStore::subjectPath(const RestorePoint &point) const
{
    const QList<ManifestEntry> &entries = point.manifest.entries;
    return point.manifest.entryFolder == EntryFolder::DataRoot && !entries.isEmpty()
               ? m_root->pathOf(databaseOf(entries.first().name))
               : folderPath(point);
}

QString RestorePointStore::folderPath(const RestorePoint &point) const
{
    const Manifest &manifest = point.manifest;
    if (manifest.entryFolder == EntryFolder::DataRoot)
        return m_root->path();
    const QString place =
        manifest.place.isEmpty() ? m_root->path() : m_root->pathOf(manifest.place);
    return place + QLatin1Char('/') + displayName(manifest.user);
}

Result<FoundPoint> findRestorePoint(const DataRoot &root, const QByteArray &id)
{
    ASSIGN_OR_RETURN(const auto stores, RestorePointStore::all(root));
    for (const RestorePointStore &store : stores) {
        auto point = store.find(id);
        if (point)
            return FoundPoint{store, *point};
        if (point.error().code != Error::Code::UnknownRestorePoint)
            return failure(point);
    }
    return failure(Error::Code::UnknownRestorePoint, root.path(), displayName(id));
}

} // namespace SyncAdmin
