#include "holders/proclocks.h"

#include "base/filedescriptor.h"

#include <fcntl.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <limits>
#include <optional>

namespace SyncAdmin {

namespace {

constexpr qsizetype readingStep = 64 * 1024;

// Columns are separated by one or more spaces.
QList<QByteArray> columnsOf(const QByteArray &line)
{
    return line.simplified().split(' ');
}

// "08:01": major and minor in hexadecimal in /proc/locks, in decimal in mountinfo.
std::optional<quint64> deviceFrom(const QByteArray &majorText, const QByteArray &minorText,
                                  int base)
{
    bool isMajor = false;
    bool isMinor = false;
    const unsigned majorNumber = majorText.toUInt(&isMajor, base);
    const unsigned minorNumber = minorText.toUInt(&isMinor, base);
    if (!isMajor || !isMinor)
        return std::nullopt;
    return makedev(majorNumber, minorNumber);
}

std::optional<ProcLock::Kind> kindFrom(const QByteArray &word)
{
    if (word == "POSIX")
        return ProcLock::Kind::Posix;
    if (word == "OFDLCK")
        return ProcLock::Kind::OpenFile;
    if (word == "FLOCK")
        return ProcLock::Kind::Flock;
    if (word == "LEASE" || word == "DELEG")
        return ProcLock::Kind::Lease;
    return std::nullopt;
}

// "1: POSIX  ADVISORY  WRITE 811 08:01:1234 1073741824 1073742335"; a waiting request has "->" as
// second column.
std::optional<ProcLock> lockFrom(const QByteArray &line)
{
    const QList<QByteArray> columns = columnsOf(line);
    if (columns.size() != 8)
        return std::nullopt;
    const auto kind = kindFrom(columns.at(1));
    const QList<QByteArray> file = columns.at(5).split(':');
    if (!kind || file.size() != 3)
        return std::nullopt;
    const auto device = deviceFrom(file.at(0), file.at(1), 16);
    if (!device)
        return std::nullopt;

    ProcLock lock;
    lock.kind = *kind;
    lock.isWrite = columns.at(3) == "WRITE";
    lock.pid = qMax<qint64>(columns.at(4).toLongLong(), 0); // -1 for locks of an open file
    lock.device = *device;
    bool isInode = false;
    lock.inode = file.at(2).toULongLong(&isInode);
    lock.first = columns.at(6).toULongLong();
    bool hasEnd = false;
    lock.last = columns.at(7).toULongLong(&hasEnd);
    if (!hasEnd)
        lock.last = std::numeric_limits<quint64>::max();
    return isInode ? std::optional(lock) : std::nullopt;
}

} // namespace

QList<ProcLock> parseProcLocks(const QByteArray &text)
{
    QList<ProcLock> locks;
    for (const QByteArray &line : text.split('\n')) {
        if (const auto lock = lockFrom(line))
            locks.append(*lock);
    }
    return locks;
}

quint64 deviceOfMount(const QByteArray &mountInfo, quint64 mountId)
{
    for (const QByteArray &line : mountInfo.split('\n')) {
        const QList<QByteArray> columns = line.split(' '); // "26 1 254:0 / / rw - ext4 ..."
        if (columns.size() < 3)
            continue;
        bool isNumber = false;
        const QList<QByteArray> device = columns.at(2).split(':');
        if (columns.first().toULongLong(&isNumber) == mountId && isNumber && device.size() == 2)
            return deviceFrom(device.first(), device.last(), 10).value_or(0);
    }
    return 0;
}

quint64 deviceInLockTable(const FileStatus &file)
{
    // Only file systems without a block device have another device in stat() than in the lock
    // table.
    if (major(file.device) != 0)
        return file.device;
    const quint64 device = deviceOfMount(readProcFile("/proc/self/mountinfo"), file.mountId);
    return device == 0 ? file.device : device;
}

QByteArray readProcFile(const QByteArray &path)
{
    const FileDescriptor file(::open(path.constData(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
        return {};
    QByteArray content;
    for (;;) {
        const qsizetype filled = content.size();
        content.resize(filled + readingStep);
        const ssize_t got =
            ::read(file.get(), content.data() + filled, static_cast<size_t>(readingStep));
        content.resize(filled + qMax<ssize_t>(got, 0));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return content;
    }
}

} // namespace SyncAdmin
