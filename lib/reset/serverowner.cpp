#include "reset/serverowner.h"

#include "volume/artefact.h"

#include <unistd.h>

#include <algorithm>
#include <map>

namespace SyncAdmin {

namespace {

constexpr int maxNeighbours = 100;

using Owners = std::map<std::pair<quint32, quint32>, int>; // uid and gid: number of databases

void countDatabases(const Directory &folder, Owners &owners)
{
    const QByteArrayList names = QByteArrayList{collectionName()} +
                                 mediaDatabaseNames(Layout::Official) +
                                 mediaDatabaseNames(Layout::Community);
    for (const QByteArray &name : names) {
        const auto status = folder.status(name);
        if (status && status->isRegular())
            ++owners[{status->owner, status->group}];
    }
}

Owners ownersBeside(const UserFolder &user)
{
    Owners owners;
    const auto listing = user.parent->reopened();
    if (!listing)
        return owners;
    int looked = 0;
    const auto listed = listing->forEachEntry([&](const DirectoryEntry &entry) {
        if (entry.name == user.name || entry.name.startsWith('.'))
            return true;
        if (const auto folder = user.parent->openFolder(entry.name)) {
            countDatabases(*folder, owners);
            ++looked;
        }
        return looked < maxNeighbours;
    });
    return listed ? owners : Owners();
}

} // namespace

std::optional<ServerOwner> serverOwnerBeside(const UserFolder &user)
{
    const Owners owners = ownersBeside(user);
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

std::optional<ServerOwner> newOwnerFor(const FileStatus &like,
                                       const std::optional<ServerOwner> &server)
{
    constexpr quint32 ownerMayWrite = 0200;
    const bool isInDoubt = like.owner == 0 || (like.mode & ownerMayWrite) == 0;
    if (!server || !isInDoubt || server->uid == like.owner || ::geteuid() != 0)
        return std::nullopt;
    return server;
}

} // namespace SyncAdmin
