#include "base/filestatus.h"

#include <sys/sysmacros.h>

namespace SyncAdmin {

namespace {

qint64 nanoseconds(const KernelTime &time)
{
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileStatus::Type typeOf(quint32 mode)
{
    if (S_ISREG(mode))
        return FileStatus::Type::Regular;
    if (S_ISDIR(mode))
        return FileStatus::Type::Folder;
    if (S_ISLNK(mode))
        return FileStatus::Type::Link;
    return FileStatus::Type::Other;
}

} // namespace

FileStatus fileStatusFrom(const KernelStat &raw)
{
    FileStatus status;
    status.type = typeOf(raw.stx_mode);
    status.mode = raw.stx_mode & 07777U;
    status.owner = raw.stx_uid;
    status.group = raw.stx_gid;
    status.device = makedev(raw.stx_dev_major, raw.stx_dev_minor);
    status.inode = raw.stx_ino;
    status.links = raw.stx_nlink;
    if ((raw.stx_mask & STATX_MNT_ID) != 0)
        status.mountId = raw.stx_mnt_id;
    status.size = static_cast<qint64>(raw.stx_size);
    status.allocated = static_cast<qint64>(raw.stx_blocks) * 512;
    status.modified = nanoseconds(raw.stx_mtime);
    status.changed = nanoseconds(raw.stx_ctime);
    if ((raw.stx_mask & STATX_BTIME) != 0)
        status.born = nanoseconds(raw.stx_btime);
    status.immutable = (raw.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
    status.isMountRoot = (raw.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    return status;
}

} // namespace SyncAdmin
