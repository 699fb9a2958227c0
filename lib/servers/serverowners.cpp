#include "servers/serverowners.h"

#include "base/answering.h"
#include "base/filesystemkind.h"
#include "servers/configuredowner.h"
#include "servers/servercontrol.h"
#include "volume/artefact.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

constexpr int maxUsers = 100;

QList<FileStatus> databasesIn(const Directory &folder)
{
    QList<FileStatus> found;
    const QByteArrayList names = QByteArrayList{collectionName()} +
                                 mediaDatabaseNames(Layout::Official) +
                                 mediaDatabaseNames(Layout::Community);
    for (const QByteArray &name : names) {
        const auto status = folder.status(name);
        if (status && status->isRegular())
            found.append(*status);
    }
    return found;
}

// The databases of a user whose folder is a mount; empty for other users.
QList<FileStatus> databasesOfMounted(const UserFolder &user)
{
    const auto folder =
        isMountRoot(*user.parent, user.name) ? user.open() : failure(Error::Code::DoesNotExist);
    return folder ? databasesIn(*folder) : QList<FileStatus>();
}

// The effective uid and gid of a process that has one of the databases open: the owner of its
// folder below /proc (proc(5)).
std::optional<ServerOwner> ownerOfProcess(const Directory &folder,
                                          const QList<FileStatus> &databases,
                                          const OpenFiles &openFiles)
{
    const FileSystemKind kind = fileSystemKindOf(folder.descriptor());
    for (const FileStatus &database : databases) {
        for (const OpenFile &open : openFiles.of(database, kind)) {
            struct stat status = {};
            const QByteArray process = "/proc/" + QByteArray::number(open.pid);
            if (open.pid != ::getpid() && ::stat(process.constData(), &status) == 0)
                return ServerOwner{status.st_uid, status.st_gid,
                                   QStringLiteral("the same as the server's process")};
        }
    }
    return std::nullopt;
}

// The owner from the containers that mount the data root: the one that all running containers agree
// on, or else all stopped ones.
std::optional<ServerOwner> ownerOfContainers(const Directory &root, const Task &task)
{
    const QList<Container> containers = containersWith(root, findContainers(false, task));
    for (const bool isRunning : {true, false}) {
        std::optional<ServerOwner> agreed;
        for (const Container &container : containers) {
            if ((container.phase != ServerPhase::Stopped) != isRunning)
                continue;
            const auto owner = configuredOwner(container);
            if (!owner || (agreed && (agreed->uid != owner->uid || agreed->gid != owner->gid)))
                return std::nullopt;
            agreed = owner;
        }
        if (agreed)
            return agreed;
    }
    return std::nullopt;
}

std::optional<ServerOwner> ownerOfRoot(const UserFolder &user)
{
    const auto status = user.root ? user.root->status() : Result<FileStatus>(FileStatus());
    if (!status || status->owner == 0)
        return std::nullopt;
    return ServerOwner{status->owner, status->group, QStringLiteral("the same as the data root")};
}

} // namespace

ServerOwners::ServerOwners(std::shared_ptr<const OpenFiles> openFiles)
    : m_openFiles(std::move(openFiles))
{}

std::optional<ServerOwner> ServerOwners::of(const UserFolder &user, const Task &task) const
{
    const QList<FileStatus> mounted = databasesOfMounted(user); // can block, so without the lock
    const std::scoped_lock lock(m_mutex);
    if (const auto process = processOf(user, mounted))
        return process;
    if (!m_container)
        m_container.emplace(user.root ? ownerOfContainers(*user.root, task) : std::nullopt);
    if (*m_container)
        return *m_container;
    const auto majority = majorityBeside(user);
    return majority ? majority : ownerOfRoot(user);
}

std::optional<ServerOwner> ServerOwners::withoutContainers(const UserFolder &user) const
{
    const QList<FileStatus> mounted = databasesOfMounted(user);
    const std::scoped_lock lock(m_mutex);
    if (const auto process = processOf(user, mounted))
        return process;
    const auto majority = majorityBeside(user);
    return majority ? majority : ownerOfRoot(user);
}

const ServerOwners::Place &ServerOwners::placeOf(const UserFolder &user) const
{
    const auto known = m_places.find(user.place);
    if (known != m_places.end())
        return known->second;
    Place &place = m_places[user.place];
    const auto listing = user.parent->reopened();
    QList<FileStatus> all;
    const auto addUser = [&](const DirectoryEntry &entry) {
        // Mounts are left out, because one that is dead would block.
        const auto folder = entry.name.startsWith('.') || isMountRoot(*user.parent, entry.name)
                                ? failure(Error::Code::DoesNotExist)
                                : user.parent->openFolder(entry.name);
        const auto databases = folder ? databasesIn(*folder) : QList<FileStatus>();
        if (!databases.isEmpty())
            place.databases[entry.name] = databases;
        all += databases;
        return place.databases.size() < maxUsers;
    };
    const auto listed = listing ? listing->forEachEntry(addUser) : Result<>(failure(listing));
    if (!listed)
        place.databases.clear();
    if (!m_openFiles)
        m_openFiles = std::make_shared<const OpenFiles>(OpenFiles::now());
    place.process = ownerOfProcess(*user.parent, all, *m_openFiles);
    return place;
}

std::optional<ServerOwner> ServerOwners::processOf(const UserFolder &user,
                                                   const QList<FileStatus> &mounted) const
{
    const Place &place = placeOf(user);
    if (place.process || place.databases.contains(user.name))
        return place.process;
    if (!mounted.isEmpty())
        return ownerOfProcess(*user.parent, mounted, *m_openFiles);
    const auto folder =
        isMountRoot(*user.parent, user.name) ? failure(Error::Code::NoAnswer) : user.open();
    return folder ? ownerOfProcess(*user.parent, databasesIn(*folder), *m_openFiles) : std::nullopt;
}

std::optional<ServerOwner> ServerOwners::majorityBeside(const UserFolder &user) const
{
    Owners owners;
    for (const auto &[name, databases] : placeOf(user).databases) {
        std::map<quint32, quint32> ofUser; // uid, gid
        for (const FileStatus &database : databases)
            ofUser.emplace(database.owner, database.group);
        for (const auto &[uid, gid] : name == user.name ? std::map<quint32, quint32>() : ofUser)
            ++owners[uid][gid];
    }
    const auto sum = [](const std::map<quint32, int> &groups) {
        int users = 0;
        for (const auto &[gid, count] : groups)
            users += count;
        return users;
    };
    // Prefers a user other than root among equals.
    const auto majority =
        std::max_element(owners.rbegin(), owners.rend(), [&sum](const auto &a, const auto &b) {
            return sum(a.second) < sum(b.second);
        });
    if (majority == owners.rend())
        return std::nullopt;
    const auto group =
        std::max_element(majority->second.begin(), majority->second.end(),
                         [](const auto &a, const auto &b) { return a.second < b.second; });
    return ServerOwner{majority->first, group->first,
                       QStringLiteral("the same as the databases of other users"),
                       sum(majority->second) < 2};
}

bool isOwnerInDoubt(const FileStatus &status)
{
    constexpr quint32 ownerMayWrite = 0200;
    return status.owner == 0 || (status.mode & ownerMayWrite) == 0;
}

} // namespace SyncAdmin
