#include "operations/serverowner.h"

#include "base/filesystemkind.h"
#include "holders/openfiles.h"
#include "volume/artefact.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

namespace SyncAdmin {

namespace {

constexpr int maxNeighbours = 100;

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

// Of the other users.
QList<FileStatus> databasesBeside(const UserFolder &user)
{
    QList<FileStatus> found;
    const auto listing = user.parent->reopened();
    if (!listing)
        return found;
    int looked = 0;
    const auto listed = listing->forEachEntry([&](const DirectoryEntry &entry) {
        if (entry.name == user.name || entry.name.startsWith('.'))
            return true;
        if (const auto folder = user.parent->openFolder(entry.name)) {
            found += databasesIn(*folder);
            ++looked;
        }
        return looked < maxNeighbours;
    });
    return listed ? found : QList<FileStatus>();
}

// The effective uid and gid of a process that has one of the databases open: those of its folder
// below /proc (proc(5)).
std::optional<ServerOwner> processOwner(const Directory &folder, const QList<FileStatus> &databases)
{
    const OpenFiles openFiles = OpenFiles::now();
    const FileSystemKind kind = fileSystemKindOf(folder.descriptor());
    for (const FileStatus &database : databases) {
        for (const OpenFile &open : openFiles.of(database, kind)) {
            struct stat status = {};
            const QByteArray process = "/proc/" + QByteArray::number(open.pid);
            if (open.pid != ::getpid() && ::stat(process.constData(), &status) == 0)
                return ServerOwner{status.st_uid, status.st_gid,
                                   QStringLiteral("as the server's process has")};
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<ServerOwner> serverOwnerOf(const UserFolder &user)
{
    const QList<FileStatus> beside = databasesBeside(user);
    const auto own = user.open();
    if (const auto owner =
            processOwner(*user.parent, (own ? databasesIn(*own) : QList<FileStatus>()) + beside))
        return owner;
    std::map<std::pair<quint32, quint32>, int> owners; // uid and gid: number of databases
    for (const FileStatus &database : beside)
        ++owners[{database.owner, database.group}];
    const auto most =
        std::max_element(owners.begin(), owners.end(),
                         [](const auto &a, const auto &b) { return a.second < b.second; });
    if (most != owners.end()) {
        return ServerOwner{most->first.first, most->first.second,
                           QStringLiteral("as the databases of other users have")};
    }
    const auto root = user.root->status();
    if (root && root->owner != 0)
        return ServerOwner{root->owner, root->group, QStringLiteral("as the data root has")};
    return std::nullopt;
}

bool isOwnerInDoubt(const FileStatus &status)
{
    constexpr quint32 ownerMayWrite = 0200;
    return status.owner == 0 || (status.mode & ownerMayWrite) == 0;
}

} // namespace SyncAdmin
