#include "database/stamp.h"

#include <unistd.h>

#include <algorithm>
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
    auto descriptor = folder.openFile(name);
    if (!descriptor) {
        if (descriptor.error().code == Error::Code::DoesNotExist)
            return opened;
        return tl::unexpected(descriptor.error());
    }
    const auto status = statusOf(descriptor->get(), folder.pathOf(name), *folder.calls());
    if (!status)
        return tl::unexpected(status.error());
    opened.stamp.exists = true;
    opened.stamp.status = *status;
    opened.stamp.head = headOf(descriptor->get(), headSize);
    opened.descriptor = std::move(*descriptor);
    return opened;
}

// A file that is held open keeps its inode, so the name still leads to it if the inodes are equal.
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

qint64 nanoseconds(const timespec &time)
{
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
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
    timespec now = {};
    timespec tick = {};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    ::clock_getres(CLOCK_REALTIME_COARSE, &tick);
    const qint64 limit = nanoseconds(now) - nanoseconds(tick);
    for (const FileStamp *file : {&main, &wal, &journal}) {
        const qint64 youngest = std::max(file->status.modified, file->status.changed);
        // Stamps from far ahead come from another machine's clock, which this one cannot judge.
        constexpr qint64 second = 1'000'000'000;
        if (file->exists && youngest >= limit && youngest < limit + second)
            return true;
    }
    return false;
}

Result<StampedSource> openStamped(const Directory &folder, const QByteArray &name)
{
    auto main = stampedFile(folder, name, databaseHead);
    if (!main)
        return tl::unexpected(main.error());
    if (!main->stamp.exists)
        return failure(Error::Code::DoesNotExist, folder.pathOf(name));
    auto wal = stampedFile(folder, name + "-wal", walHead);
    if (!wal)
        return tl::unexpected(wal.error());
    auto journal = stampedFile(folder, name + "-journal", walHead);
    if (!journal)
        return tl::unexpected(journal.error());

    StampedSource opened;
    opened.stamp = {main->stamp, wal->stamp, journal->stamp};
    opened.source.main = std::move(main->descriptor);
    if (wal->stamp.status.size > 0)
        opened.source.wal = std::move(wal->descriptor);
    if (journal->stamp.status.size > 0)
        opened.source.journal = std::move(journal->descriptor);
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
