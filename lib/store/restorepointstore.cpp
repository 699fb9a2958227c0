#include "store/restorepointstore.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/log.h"
#include "store/pointfiles.h"
#include "store/storelock.h"

#include <unistd.h>

#include <algorithm>
#include <functional>

namespace SyncAdmin {

namespace {

const QByteArray pointsName = QByteArrayLiteral("restore-points");
const QByteArray lockName = QByteArrayLiteral("lock");
constexpr qsizetype timePartSize = 15; // of an id: 20261129-021530

// Anybody else who can write there could forge a manifest.
Result<Directory> openOwn(const Directory &place, const QByteArray &name)
{
    const QString path = place.pathOf(name);
    ASSIGN_OR_RETURN(const auto before, place.status(name));
    if (before.isLink())
        return failure(Error::Code::ForeignStore, path, QStringLiteral("it is a symbolic link"));
    if (!before.isFolder())
        return failure(Error::Code::ForeignStore, path, QStringLiteral("it is not a folder"));
    if (before.owner != ::geteuid())
        return failure(
            Error::Code::ForeignStore, path,
            QStringLiteral("it belongs to uid %1 (run this as that user)").arg(before.owner));
    const auto folder = place.openFolder(name);
    if (!folder)
        return folder;
    ASSIGN_OR_RETURN(const auto status, folder->status());
    if (status.owner != ::geteuid() || (status.mode & 0777U) != 0700U)
        return failure(Error::Code::ForeignStore, path,
                       QStringLiteral("others may use it (its mode must be 0700)"));
    return folder;
}

Result<> makeOwn(const Directory &place, const QByteArray &name)
{
    RETURN_IF_ERROR(unlessFailsWith(Error::Code::Exists, place.makeFolder(name, 0700)));
    return {};
}

QByteArray safePart(const QByteArray &user)
{
    constexpr qsizetype most = 40;
    const QString text = QString::fromUtf8(user).left(most);
    QByteArray part;
    for (const QChar character : text) {
        const bool isSafe = character.unicode() < 0x80 &&
                            (character.isLetterOrNumber() || character == QLatin1Char('.') ||
                             character == QLatin1Char('_') || character == QLatin1Char('-'));
        part += isSafe ? character.toLatin1() : '_';
    }
    return part;
}

// A point whose mark was lost is still told by the one that took its entries.
void markRestored(QList<RestorePoint> &points)
{
    for (const RestorePoint &by : std::as_const(points)) {
        if (by.manifest.source.isEmpty() || by.committed.isNull())
            continue;
        for (RestorePoint &point : points) {
            if (point.id == by.manifest.source && point.state == RestorePoint::State::Complete) {
                point.state = RestorePoint::State::Restored;
                point.restoredBy = by.id;
            }
        }
    }
}

} // namespace

RestorePointStore::RestorePointStore(std::shared_ptr<const Directory> root, Directory store,
                                     Directory points)
    : m_root(std::move(root)), m_store(std::move(store)), m_points(std::move(points))
{}

Result<RestorePointStore> RestorePointStore::open(std::shared_ptr<const Directory> root,
                                                  const Directory &place)
{
    ASSIGN_OR_RETURN(const auto store, openOwn(place, storeFolder));
    ASSIGN_OR_RETURN(const auto points, openOwn(store, pointsName));
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
    RETURN_IF_ERROR(makeOwn(place, storeFolder));
    ASSIGN_OR_RETURN(const auto store, openOwn(place, storeFolder));
    RETURN_IF_ERROR(makeOwn(store, pointsName));
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

Error RestorePointStore::busyError() const
{
    return SyncAdmin::busyError(m_store, lockName);
}

Result<QList<RestorePoint>> RestorePointStore::points() const
{
    return read([](const QByteArray & /*id*/) { return true; });
}

Result<QList<RestorePoint>> RestorePointStore::pointsOf(const UserFolder &user) const
{
    // Several users can share this part of an id.
    const QByteArray part = '-' + safePart(user.name);
    auto points =
        read([&part](const QByteArray &id) { return id.mid(timePartSize).startsWith(part); });
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
    ASSIGN_OR_RETURN(const auto entries, listing.entries());
    QList<RestorePoint> points;
    for (const DirectoryEntry &entry : entries) {
        if (isWanted(entry.name))
            points.append(readRestorePoint(m_points, entry.name));
    }
    RETURN_IF_ERROR(judgeWithoutEnd(points));
    markRestored(points);
    std::sort(points.begin(), points.end(), [](const RestorePoint &a, const RestorePoint &b) {
        if (a.manifest.made != b.manifest.made)
            return a.manifest.made > b.manifest.made;
        return a.id > b.id;
    });
    return points;
}

// Those of an operation that is still at work look like those of one that was interrupted.
Result<> RestorePointStore::judgeWithoutEnd(QList<RestorePoint> &points) const
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
    // Or purged its point.
    points.removeIf([this](const RestorePoint &point) {
        const auto status = m_points.status(point.id);
        return !status && status.error().code == Error::Code::DoesNotExist;
    });
    return {};
}

Result<RestorePoint> RestorePointStore::find(const QByteArray &id) const
{
    ASSIGN_OR_RETURN(const auto all, points());
    for (const RestorePoint &point : all) {
        if (point.id == id)
            return point;
    }
    return failure(Error::Code::UnknownRestorePoint, m_points.path(), displayName(id));
}

Result<> RestorePointStore::refuseInterrupted(const UserFolder &user, EntryFolder folder) const
{
    const bool isOfRoot = folder == EntryFolder::DataRoot;
    ASSIGN_OR_RETURN(const auto all, isOfRoot ? points() : pointsOf(user));
    for (const RestorePoint &point : all) {
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
    const QByteArray base =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss")).toLatin1() +
        '-' + safePart(user);
    for (int i = 1; i < maxTries; ++i) {
        const QByteArray name = i == 1 ? base : base + '-' + QByteArray::number(i);
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
                       QStringLiteral("its operation was undone already"));
    case RestorePoint::State::Purging:
        return failure(Error::Code::NotRestorable, path,
                       QStringLiteral("its deletion has begun (delete it again)"));
    case RestorePoint::State::Unfinished:
        break;
    }
    return failure(Error::Code::NotRestorable, path, QStringLiteral("it holds nothing"));
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
