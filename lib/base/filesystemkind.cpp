#include "base/filesystemkind.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <array>

namespace SyncAdmin {

namespace {

// Who can change files: this kernel only, other machines or programs too, or not tested.
enum class Reach { Here, Elsewhere, Untried };

struct Known
{
    quint32 magic;
    const char *name;
    Reach reach;
};

// Here: tests showed that a lease detects every opener.
constexpr auto knownKinds = std::to_array<Known>({
    {EXT4_SUPER_MAGIC, "ext4", Reach::Here},
    {XFS_SUPER_MAGIC, "xfs", Reach::Here},
    {BTRFS_SUPER_MAGIC, "btrfs", Reach::Here},
    {TMPFS_MAGIC, "tmpfs", Reach::Here},
    {OVERLAYFS_SUPER_MAGIC, "overlay", Reach::Here},
    {NFS_SUPER_MAGIC, "NFS", Reach::Elsewhere},
    {FUSE_SUPER_MAGIC, "FUSE", Reach::Elsewhere},
    {V9FS_MAGIC, "9p", Reach::Elsewhere},
    {CIFS_SUPER_MAGIC, "CIFS", Reach::Elsewhere},
    {SMB2_SUPER_MAGIC, "SMB", Reach::Elsewhere},
    {SMB_SUPER_MAGIC, "SMB", Reach::Elsewhere},
    {CEPH_SUPER_MAGIC, "Ceph", Reach::Elsewhere},
    {AFS_SUPER_MAGIC, "AFS", Reach::Elsewhere},
    {OCFS2_SUPER_MAGIC, "OCFS2", Reach::Elsewhere},
    {0x01161970, "GFS2", Reach::Elsewhere},
    {0x786f4256, "VirtualBox shared folder", Reach::Elsewhere},
    {0x2fc12fc1, "ZFS", Reach::Untried},
    {F2FS_SUPER_MAGIC, "f2fs", Reach::Untried},
    {ECRYPTFS_SUPER_MAGIC, "eCryptfs", Reach::Untried},
});

FileSystemKind kindFrom(int result, const struct statfs &status)
{
    if (result != 0)
        return {QStringLiteral("unknown"), false, false, false};
    // f_type is signed and has the machine's word size; magic numbers have 32 bits.
    return fileSystemKindFromMagic(static_cast<quint32>(status.f_type));
}

} // namespace

FileSystemKind fileSystemKindFromMagic(quint64 magic)
{
    for (const Known &known : knownKinds) {
        if (known.magic == magic) {
            return {QString::fromLatin1(known.name), known.reach == Reach::Here,
                    known.reach == Reach::Elsewhere, known.magic == OVERLAYFS_SUPER_MAGIC};
        }
    }
    return {QStringLiteral("0x") + QString::number(magic, 16), false, false, false};
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
