#include "base/filesystemkind.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <array>

namespace SyncAdmin {

namespace {

struct Known
{
    quint32 magic;
    const char *name;
    bool isLocal;
};

// Local are those on which the lease was seen to tell of every opener; the others lie elsewhere, or
// were not tried.
constexpr auto knownKinds = std::to_array<Known>({
    {EXT4_SUPER_MAGIC, "ext4", true},
    {XFS_SUPER_MAGIC, "xfs", true},
    {BTRFS_SUPER_MAGIC, "btrfs", true},
    {TMPFS_MAGIC, "tmpfs", true},
    {OVERLAYFS_SUPER_MAGIC, "overlay", true},
    {NFS_SUPER_MAGIC, "NFS", false},
    {FUSE_SUPER_MAGIC, "FUSE", false},
    {V9FS_MAGIC, "9p", false},
    {CIFS_SUPER_MAGIC, "CIFS", false},
    {SMB2_SUPER_MAGIC, "SMB", false},
    {SMB_SUPER_MAGIC, "SMB", false},
    {CEPH_SUPER_MAGIC, "Ceph", false},
    {AFS_SUPER_MAGIC, "AFS", false},
    {OCFS2_SUPER_MAGIC, "OCFS2", false},
    {0x01161970, "GFS2", false},
    {0x786f4256, "VirtualBox shared folder", false},
    {0x2fc12fc1, "ZFS", false},
    {F2FS_SUPER_MAGIC, "f2fs", false},
    {ECRYPTFS_SUPER_MAGIC, "eCryptfs", false},
});

FileSystemKind kindFrom(int result, const struct statfs &status)
{
    if (result != 0)
        return {QStringLiteral("unknown"), false, false};
    // f_type is signed and of the machine's word size; the magic numbers have 32 bits.
    return fileSystemKindFromMagic(static_cast<quint32>(status.f_type));
}

} // namespace

FileSystemKind fileSystemKindFromMagic(quint64 magic)
{
    for (const Known &known : knownKinds) {
        if (known.magic == magic) {
            return {QString::fromLatin1(known.name), known.isLocal,
                    known.magic == OVERLAYFS_SUPER_MAGIC};
        }
    }
    return {QStringLiteral("0x") + QString::number(magic, 16), false, false};
}

FileSystemKind fileSystemKindOf(int descriptor)
{
    struct statfs status = {};
    const int result = ::fstatfs(descriptor, &status);
    return kindFrom(result, status);
}

FileSystemKind fileSystemKindOf(const QByteArray &path)
{
    struct statfs status = {};
    const int result = ::statfs(path.constData(), &status);
    return kindFrom(result, status);
}

} // namespace SyncAdmin
