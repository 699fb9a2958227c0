#include "discovery/rootcandidates.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/filesystemkind.h"
#include "holders/proclocks.h"
#include "volume/artefact.h"
#include "volume/dataroot.h"

#include <QMap>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

// The result for one place; a store of volumes can have several roots.
struct PlaceResult
{
    QList<RootCandidate> roots;
    QList<FileStatus> statuses; // of the roots
    QString note;
};

// Whether the users have databases. Required for mount points, because any folder with a "media"
// could be a user.
bool holdsDatabases(const QList<UserFolder> &users)
{
    return std::any_of(users.begin(), users.end(), [](const UserFolder &user) {
        const auto folder = user.open();
        bool has = false;
        if (folder)
            (void)folder->forEachEntry([&has](const DirectoryEntry &entry) {
                has = artefactFor(entry.name).isDatabase();
                return !has;
            });
        return has;
    });
}

// Whether this is a data root in which no user has synced yet.
bool isPrepared(const DataRoot &root)
{
    return root.places().size() > 1 || root.directory().has(sessionDatabase).value_or(false) ||
           root.directory().has(QByteArrayLiteral("auth.db")).value_or(false);
}

// Whether a server or the admin names this place as a data root.
bool isNamed(RootOrigin::Kind kind)
{
    return kind == RootOrigin::Kind::Environment || kind == RootOrigin::Kind::Process;
}

void searchPlace(const RootPlace &place, PlaceResult &result)
{
    const auto root = DataRoot::open(place.path);
    const auto users = root ? root->users() : failure(root);
    if (!users && users.error().code != Error::Code::NoUsers) {
        const bool isAbsent = users.error().code == Error::Code::DoesNotExist ||
                              users.error().code == Error::Code::NotAFolder;
        if (!isAbsent || place.origin.kind == RootOrigin::Kind::Environment)
            result.note = users.error().message();
        return;
    }
    if (!isPrepared(*root) && (!users || (!isNamed(place.origin.kind) && !holdsDatabases(*users))))
        return;
    const auto status = root->directory().status();
    if (!status)
        return;
    RootCandidate candidate;
    candidate.path = place.path;
    candidate.origins.append(place.origin);
    for (const UserFolder &user : users.value_or(QList<UserFolder>()))
        candidate.layouts |= user.layout;
    candidate.users = users ? users->size() : 0;
    candidate.fileSystem = fileSystemKindOf(root->directory().descriptor()).name;
    struct statvfs space = {};
    if (::fstatvfs(root->directory().descriptor(), &space) == 0) {
        const auto block = static_cast<qint64>(space.f_frsize);
        candidate.bytes = static_cast<qint64>(space.f_blocks) * block;
        candidate.freeBytes = static_cast<qint64>(space.f_bavail) * block;
        candidate.isReadOnly = (space.f_flag & ST_RDONLY) != 0;
    }
    result.roots.append(candidate);
    result.statuses.append(*status);
}

void searchStore(const RootPlace &store, PlaceResult &result)
{
    const auto folder = Directory::open(store.path);
    const auto entries = folder ? folder->entries() : failure(folder);
    if (!entries) {
        if (entries.error().code != Error::Code::DoesNotExist)
            result.note = entries.error().message();
        return;
    }
    for (const DirectoryEntry &entry : *entries) {
        RootPlace volume = store;
        volume.path = store.path + '/' + entry.name + "/_data";
        volume.origin.name = displayName(entry.name);
        searchPlace(volume, result);
    }
}

// The places of one mount, and the thread that searches them. A dead mount blocks the thread
// forever, so the caller shares this object with it and continues without it.
struct Group
{
    QList<RootPlace> places;
    std::mutex mutex;
    std::condition_variable changed;
    QList<PlaceResult> results; // in the order of the places
    std::chrono::steady_clock::time_point progressed = std::chrono::steady_clock::now();
    bool isAbandoned = false;
};

void work(const std::shared_ptr<Group> &group)
{
    for (const RootPlace &place : std::as_const(group->places)) {
        PlaceResult result;
        if (place.isStore)
            searchStore(place, result);
        else
            searchPlace(place, result);
        const std::scoped_lock lock(group->mutex);
        if (group->isAbandoned)
            return;
        group->results.append(std::move(result));
        group->progressed = std::chrono::steady_clock::now();
        group->changed.notify_one();
    }
}

// Waits while the group makes progress. The next place becomes a note otherwise.
void await(Group &group, std::chrono::milliseconds limit, const Task &task)
{
    std::unique_lock lock(group.mutex);
    while (group.results.size() < group.places.size()) {
        group.changed.wait_for(lock, 50ms);
        const bool isLate = std::chrono::steady_clock::now() >= group.progressed + limit;
        if (group.results.size() == group.places.size() || !(isLate || task.stopRequested()))
            continue;
        group.isAbandoned = true;
        PlaceResult silent;
        silent.note = displayName(group.places.at(group.results.size()).path) +
                      QStringLiteral(" does not answer. Its network or its disk may be down.");
        group.results.append(silent);
        return;
    }
}

// The results of all places, in their order.
QList<PlaceResult> searchPlaces(const QList<RootPlace> &places, const QList<MountPoint> &mounts,
                                bool mayMount, std::chrono::milliseconds limit, const Task &task)
{
    QMap<QByteArray, std::shared_ptr<Group>> byMount;
    QList<std::pair<std::shared_ptr<Group>, qsizetype>> order;
    for (const RootPlace &place : places) {
        const MountPoint *mount = mountOf(place.path, mounts);
        // Opening it would mount something.
        if (mount != nullptr && mount->fileSystem == "autofs" && !mayMount) {
            order.append({nullptr, 0});
            continue;
        }
        auto &group = byMount[mount == nullptr ? QByteArray() : mount->path];
        if (!group)
            group = std::make_shared<Group>();
        order.append({group, group->places.size()});
        group->places.append(place);
    }
    for (const auto &group : std::as_const(byMount))
        std::thread(&work, group).detach();
    for (const auto &group : std::as_const(byMount))
        await(*group, limit, task);
    QList<PlaceResult> results;
    for (const auto &[group, index] : std::as_const(order)) {
        if (!group) {
            results.append(PlaceResult());
            continue;
        }
        const std::scoped_lock lock(group->mutex);
        results.append(group->results.value(index));
    }
    return results;
}

QList<MountPoint> currentMounts()
{
    return parseMountInfo(readProcFile(QByteArrayLiteral("/proc/self/mountinfo")));
}

// Merges the results, so that each folder appears once.
class Merger
{
public:
    void add(const RootCandidate &candidate, const FileStatus &status)
    {
        const auto same =
            std::find_if(m_statuses.begin(), m_statuses.end(),
                         [&status](const FileStatus &known) { return known.isSameFile(status); });
        if (same == m_statuses.end()) {
            m_statuses.append(status);
            m_roots.append(candidate);
            return;
        }
        QList<RootOrigin> &origins = m_roots[same - m_statuses.begin()].origins;
        const QString text = candidate.origins.first().text();
        const bool isKnown = std::any_of(origins.begin(), origins.end(),
                                         [&text](const auto &o) { return o.text() == text; });
        if (!isKnown)
            origins.append(candidate.origins.first());
    }

    bool hasRootOf(const Container &container) const
    {
        return std::any_of(m_roots.begin(), m_roots.end(), [&container](const auto &root) {
            return std::any_of(root.origins.begin(), root.origins.end(),
                               [&container](const RootOrigin &origin) {
                                   return origin.container && origin.container->id == container.id;
                               });
        });
    }

    const QList<RootCandidate> &roots() const { return m_roots; }

private:
    QList<RootCandidate> m_roots;
    QList<FileStatus> m_statuses;
};

QString namesOf(const QList<RootPlace> &places)
{
    QStringList names;
    for (const RootPlace &place : places)
        names.append(displayName(place.origin.inContainer));
    names.sort();
    return names.join(QStringLiteral(", "));
}

// An engine on another machine reports paths that have no meaning here.
Result<QByteArray> asSeenInside(const RootPlace &place)
{
    const Container &container = *place.origin.container;
    const QByteArray inside =
        "/proc/" + QByteArray::number(container.pid) + "/root" + place.origin.inContainer;
    struct stat here = {};
    struct stat there = {};
    if (container.pid == 0 || ::stat(inside.constData(), &there) != 0 ||
        ::stat(place.path.constData(), &here) != 0)
        return place.path;
    if (here.st_dev == there.st_dev && here.st_ino == there.st_ino)
        return place.path;
    return failure(Error::Code::Unsupported, displayName(place.path),
                   QStringLiteral("container %1 has a different folder at %2. Name the right "
                                  "folder with --data-root.")
                       .arg(container.displayName(), displayName(place.origin.inContainer)));
}

} // namespace

QString RootCandidate::displayName() const
{
    return SyncAdmin::displayName(path);
}

FoundRoots findRoots(const Task &task, std::chrono::milliseconds limit)
{
    const ContainerList containers = findContainers(true, task);
    const QList<MountPoint> mounts = currentMounts();
    FoundRoots found;
    found.notes = containers.notes;
    found.anyEngine = containers.anyEngine;
    Merger merger;
    for (const PlaceResult &result :
         searchPlaces(rootPlaces(containers, mounts), mounts, false, limit, task)) {
        if (!result.note.isEmpty() && !found.notes.contains(result.note))
            found.notes.append(result.note);
        for (qsizetype i = 0; i < result.roots.size(); ++i)
            merger.add(result.roots.at(i), result.statuses.at(i));
    }
    found.roots = merger.roots();
    for (const Container &container : containers.containers) {
        if (!merger.hasRootOf(container))
            found.otherContainers.append(container);
    }
    return found;
}

Result<QByteArray> dataRootOf(const QByteArray &name, const Task &task)
{
    const auto container = findContainer(name, task);
    if (!container)
        return failure(container);
    const QString subject = QStringLiteral("container ") + container->displayName();
    const QList<RootPlace> places = containerPlaces(*container, {"/data", container->syncBase});
    const QList<PlaceResult> results = searchPlaces(places, currentMounts(), true, 3s, task);
    QList<RootPlace> holding;
    QStringList notes;
    for (qsizetype i = 0; i < results.size(); ++i) {
        if (!results.at(i).roots.isEmpty())
            holding.append(places.at(i));
        else if (!results.at(i).note.isEmpty())
            notes.append(results.at(i).note);
    }
    const auto isOwn = [&container](const RootPlace &place) {
        return place.origin.inContainer == "/data" ||
               place.origin.inContainer == container->syncBase;
    };
    // Uses the first place with a data root; another mount only if it is the only one.
    if (!holding.isEmpty() && (holding.size() == 1 || isOwn(holding.first())))
        return asSeenInside(holding.first());
    if (holding.size() > 1) {
        return failure(Error::Code::BadInput, {},
                       subject +
                           QStringLiteral(" has several data roots: %1. Name one with --data-root.")
                               .arg(namesOf(holding)));
    }
    if (!notes.isEmpty())
        return failure(Error::Code::External, subject, notes.join(QStringLiteral("; ")));
    if (!places.isEmpty() && isOwn(places.first()))
        return asSeenInside(places.first());
    return failure(
        Error::Code::Unsupported, subject,
        places.isEmpty()
            ? QStringLiteral("it mounts no folder of this machine, so its data cannot be "
                             "reached from here")
            : QStringLiteral("none of its mounts contains a data root: ") + namesOf(places));
}

} // namespace SyncAdmin
