#include "holders/openfiles.h"

#include "base/directory.h"
#include "holders/proclocks.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace SyncAdmin {

namespace {

QByteArray procPathOf(const OpenFile &open, const char *folder)
{
    return "/proc/" + QByteArray::number(open.pid) + folder + QByteArray::number(open.descriptor);
}

// A file seen through an overlay has the same inode number, times and size, but the device of the
// overlay (Documentation/filesystems/overlayfs.rst, "Inode properties"). This does not hold for
// FUSE, whose process opens files for others, including this process.
bool isSameThroughOverlay(const OpenFile &open, const FileStatus &file, const FileSystemKind &kind)
{
    const FileStatus &other = open.status;
    if (!kind.isLocal || other.inode != file.inode || other.changed != file.changed ||
        other.modified != file.modified || other.size != file.size || other.owner != file.owner)
        return false;
    return kind.isOverlay || fileSystemKindOf(procPathOf(open, "/fd/")).isOverlay;
}

// A descriptor with O_PATH refers to a file but does not open it.
bool isOnlyPath(const OpenFile &open)
{
    const QByteArray info = readProcFile(procPathOf(open, "/fdinfo/"));
    for (const QByteArray &line : info.split('\n')) {
        if (line.startsWith("flags:"))
            return (line.mid(6).trimmed().toUInt(nullptr, 8) & O_PATH) != 0;
    }
    return false;
}

} // namespace

OpenFiles OpenFiles::now()
{
    OpenFiles files;
    const auto processes = Directory::open(QByteArrayLiteral("/proc"));
    const auto listed = processes ? processes->entries() : failure(processes);
    if (!listed) {
        files.m_isComplete = false;
        return files;
    }
    for (const DirectoryEntry &entry : *listed) {
        bool isProcess = false;
        const qint64 pid = entry.name.toLongLong(&isProcess);
        if (isProcess)
            files.addProcess(pid);
    }
    return files;
}

void OpenFiles::addProcess(qint64 pid)
{
    const auto folder = Directory::open("/proc/" + QByteArray::number(pid) + "/fd");
    if (!folder) {
        // A process that has ended holds no files.
        if (folder.error().code != Error::Code::DoesNotExist)
            m_isComplete = false;
        return;
    }
    const auto listed = folder->forEachEntry([this, pid, &folder](const DirectoryEntry &entry) {
        KernelStat raw = {};
        // AT_STATX_DONT_SYNC: the server of a network file system may be down.
        const int found = SystemCalls::kernel()->statx(folder->descriptor(), entry.name.constData(),
                                                       AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC,
                                                       STATX_BASIC_STATS, &raw);
        if (found == 0 && S_ISREG(raw.stx_mode))
            m_byInode.insert(raw.stx_ino, {pid, entry.name.toInt(), fileStatusFrom(raw)});
        else if (found != 0 && errno != ENOENT)
            m_isComplete = false;
        return true;
    });
    if (!listed && listed.error().code == Error::Code::NoPermission)
        m_isComplete = false;
}

QList<OpenFile> OpenFiles::of(const FileStatus &file, const FileSystemKind &kind) const
{
    QList<OpenFile> found;
    for (auto at = m_byInode.constFind(file.inode);
         at != m_byInode.cend() && at.key() == file.inode; ++at) {
        const OpenFile &open = at.value();
        if (!open.status.isSameFile(file) && !isSameThroughOverlay(open, file, kind))
            continue;
        if (!isOnlyPath(open))
            found.append(open);
    }
    return found;
}

} // namespace SyncAdmin
