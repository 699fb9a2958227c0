#include "base/mounts.h"

#include "base/mountpoints.h"

#include <cerrno>

namespace SyncAdmin {

QByteArrayList mountPointsBelow(const QByteArray &mountInfo, const QByteArray &path)
{
    const QByteArray prefix = path.endsWith('/') ? path : path + '/';
    QByteArrayList found;
    for (const MountPoint &mount : parseMountInfo(mountInfo)) {
        if (mount.path.startsWith(prefix))
            found.append(mount.path);
    }
    return found;
}

Result<QByteArrayList> entriesWithMounts(const Directory &folder)
{
    const QByteArray path = folder.kernelPath();
    if (path.isEmpty())
        return failureFromErrno(errno, folder.path());
    ASSIGN_OR_RETURN(const auto proc,
                     Directory::open(QByteArrayLiteral("/proc/self"), folder.calls()));
    constexpr qint64 maxBytes = 64 * 1024 * 1024;
    ASSIGN_OR_RETURN(const auto mountInfo, proc.readFile(QByteArrayLiteral("mountinfo"), maxBytes));
    QByteArrayList names;
    for (const QByteArray &point : mountPointsBelow(mountInfo, path)) {
        const QByteArray below = point.mid(path.size() + (path.endsWith('/') ? 0 : 1));
        names.append(below.left(below.indexOf('/') < 0 ? below.size() : below.indexOf('/')));
    }
    return names;
}

} // namespace SyncAdmin
