#include "database/stamp.h"

#include <QFile>

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace SyncAdmin {

namespace {

constexpr qsizetype databaseHead = 100; // SQLite's database header
constexpr qsizetype walHead = 32;       // SQLite's WAL header, with both salts

struct OpenedStamp
{
    FileStamp stamp;
    FileDescriptor descriptor;
};

QByteArray headOf(int descriptor, qsizetype size)
{
    QByteArray head(size, '\0');
    const ssize_t got = ::pread(descriptor, head.data(), static_cast<size_t>(size), 0);
    head.truncate(std::max<qsizetype>(got, 0));
    return head;
}

Result<OpenedStamp> stampedFile(const Directory &folder, const QByteArray &name, qsizetype headSize)
{
    OpenedStamp opened;
    auto file = folder.openWithStatus(name);
    if (!file) {
        if (file.error().code == Error::Code::DoesNotExist)
            return opened;
        return failure(file);
    }
    opened.stamp.exists = true;
    opened.stamp.status = file->status;
    opened.stamp.head = headOf(file->descriptor.get(), headSize);
    opened.descriptor = std::move(file->descriptor);
    return opened;
}

// An open file keeps its inode number, so equal numbers mean the same file.
bool isUnchanged(const Directory &folder, const QByteArray &name, const FileStamp &before,
                 int descriptor, qsizetype headSize)
{
    const auto status = folder.status(name);
    if (!status)
        return !before.exists && status.error().code == Error::Code::DoesNotExist;
    FileStamp now{true, *status, before.head};
    if (descriptor >= 0)
        now.head = headOf(descriptor, headSize);
    return now == before;
}

constexpr qint64 second = 1'000'000'000;

qint64 nanoseconds(const timespec &time)
{
    return static_cast<qint64>(time.tv_sec) * second + time.tv_nsec;
}

bool areWholeSeconds(const FileStatus &status)
{
    return status.modified % second == 0 && status.changed % second == 0;
}

// The minimum time between two writes that get different stamps.
qint64 granularityOf(const FileStatus &status)
{
    if (areWholeSeconds(status)) // ext3 and small ext4 inodes; FAT even uses steps of two seconds
        return 2 * second;
    timespec tick = {};
    ::clock_getres(CLOCK_REALTIME_COARSE, &tick);
    return nanoseconds(tick);
}

bool isKernelAtLeast(int major, int minor)
{
    utsname system = {};
    int ownMajor = 0;
    int ownMinor = 0;
    return ::uname(&system) == 0 &&
           std::sscanf(system.release, "%d.%d", &ownMajor, &ownMinor) == 2 &&
           (ownMajor > major || (ownMajor == major && ownMinor >= minor));
}

QByteArray fileSystemOf(quint64 mountId)
{
    QFile mounts(QStringLiteral("/proc/self/mountinfo"));
    if (!mounts.open(QIODevice::ReadOnly))
        return {};
    const QByteArray start = QByteArray::number(mountId) + ' ';
    for (const QByteArray &line : mounts.readAll().split('\n')) {
        if (line.startsWith(start))
            return line.mid(line.indexOf(" - ") + 3).split(' ').first();
    }
    return {};
}

// Since Linux 6.13 these file systems give every write after a statx its own time
// (Documentation/filesystems/multigrain-ts.rst), so no wait is needed.
bool changesAreStampedApart(const FileStatus &status)
{
    static const bool isKernelFine = isKernelAtLeast(6, 13);
    if (!isKernelFine || areWholeSeconds(status) || status.mountId == 0)
        return false;
    const QByteArray type = fileSystemOf(status.mountId);
    return type == "ext4" || type == "xfs" || type == "btrfs" || type == "tmpfs";
}

} // namespace

bool FileStamp::operator==(const FileStamp &other) const
{
    return exists == other.exists && status.isSameFile(other.status) &&
           status.size == other.status.size && status.modified == other.status.modified &&
           status.changed == other.status.changed && head == other.head;
}

bool DatabaseStamp::isTooYoung() const
{
    return std::ranges::any_of(std::array{&main, &wal, &journal}, [this](const FileStamp *file) {
        if (!file->exists)
            return false;
        const qint64 youngest = std::max(file->status.modified, file->status.changed);
        const qint64 limit = taken - granularityOf(file->status);
        // A stamp from far in the future comes from another machine's clock and cannot be compared.
        return youngest >= limit && youngest < taken + second &&
               !changesAreStampedApart(file->status);
    });
}

Result<StampedSource> openStamped(const Directory &folder, const QByteArray &name)
{
    timespec now = {};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    ASSIGN_OR_RETURN(auto main, stampedFile(folder, name, databaseHead));
    if (!main.stamp.exists)
        return failure(Error::Code::DoesNotExist, folder.pathOf(name));
    ASSIGN_OR_RETURN(auto wal, stampedFile(folder, name + "-wal", walHead));
    ASSIGN_OR_RETURN(auto journal, stampedFile(folder, name + "-journal", walHead));

    StampedSource opened;
    opened.stamp = {main.stamp, wal.stamp, journal.stamp, nanoseconds(now)};
    opened.source.main = std::move(main.descriptor);
    if (wal.stamp.status.size > 0)
        opened.source.wal = std::move(wal.descriptor);
    if (journal.stamp.status.size > 0)
        opened.source.journal = std::move(journal.descriptor);
    return opened;
}

bool isUnchanged(const Directory &folder, const QByteArray &name, const StampedSource &opened)
{
    const DatabaseSource &source = opened.source;
    return isUnchanged(folder, name, opened.stamp.main, source.main.get(), databaseHead) &&
           isUnchanged(folder, name + "-wal", opened.stamp.wal, source.wal.get(), walHead) &&
           isUnchanged(folder, name + "-journal", opened.stamp.journal, source.journal.get(),
                       walHead);
}

} // namespace SyncAdmin
