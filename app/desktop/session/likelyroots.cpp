#include "session/likelyroots.h"

#include "base/displayname.h"

#include <QSet>

namespace SyncAdmin::Desktop {

namespace {

// Where the servers and their usual containers keep their data (domain.md, section 1).
QByteArrayList candidates()
{
    const QByteArray home = qgetenv("HOME");
    QByteArrayList paths{qgetenv("ANKI_SYNC_ADMIN_DATA_ROOT"),
                         qgetenv("SYNC_BASE"),
                         "/data",
                         home + "/.syncserver",
                         "/anki_data",
                         "/syncserver",
                         "/var/lib/anki-sync-server"};
    const QByteArrayList volumeFolders{"/var/lib/docker/volumes",
                                       "/var/lib/containers/storage/volumes",
                                       home + "/.local/share/containers/storage/volumes"};
    for (const QByteArray &volumes : volumeFolders) {
        const auto folder = Directory::open(volumes);
        const auto entries = folder ? folder->entries() : tl::unexpected(folder.error());
        if (!entries)
            continue;
        for (const DirectoryEntry &entry : *entries)
            paths.append(volumes + '/' + entry.name + "/_data");
    }
    return paths;
}

} // namespace

QList<LikelyRoot> findLikelyRoots(const Task &task)
{
    QList<LikelyRoot> roots;
    QSet<QString> seen;
    for (const QByteArray &path : candidates()) {
        if (path.isEmpty() || task.stopRequested())
            continue;
        const auto root = DataRoot::open(path);
        const auto users = root ? root->users() : tl::unexpected(root.error());
        if (!users || seen.contains(root->path()))
            continue;
        seen.insert(root->path());
        roots.append({path, displayName(path), users->size()});
    }
    return roots;
}

} // namespace SyncAdmin::Desktop
