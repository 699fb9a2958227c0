#include "database/privatecopy.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"
#include "base/writing.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

namespace SyncAdmin {

namespace {

constexpr qint64 maxInMemory = 64LL * 1024 * 1024;
constexpr size_t copyStep = size_t{1024} * 1024;
// The magic bytes at the start of a journal, and at the end of one that names a super-journal.
constexpr std::array<unsigned char, 8> journalMagic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

// Does not count holes: a sparse file of a terabyte must not fill the disk.
qint64 dataIn(int descriptor, qint64 size)
{
    qint64 data = 0;
    for (off_t at = 0; at < size;) {
        const off_t from = ::lseek(descriptor, at, SEEK_DATA);
        if (from < 0)
            return errno == ENXIO ? data : size;
        const off_t to = ::lseek(descriptor, from, SEEK_HOLE);
        if (to < 0)
            return size;
        data += to - from;
        at = to;
    }
    return data;
}

// Creates an unnamed file in the temporary folder; closing it removes it.
Result<FileDescriptor> temporaryFile(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    FileDescriptor unnamed(::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (unnamed.isOpen())
        return unnamed;
    QByteArray name =
        path + "/anki-sync-admin-XXXXXX"; // fallback for file systems without O_TMPFILE
    FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file.isOpen())
        return failureFromErrno(errno, folder);
    if (::unlink(name.constData()) != 0)
        return failureFromErrno(errno, displayName(name));
    return file;
}

Result<FileDescriptor> unnamedFile(qint64 data, const QString &original)
{
    const QString folder = QDir::tempPath();
    if (data <= maxInMemory) {
        FileDescriptor memory(::memfd_create("database", MFD_CLOEXEC));
        if (!memory.isOpen())
            return failureFromErrno(errno, original);
        return memory;
    }
    ASSIGN_OR_RETURN(FileDescriptor file, temporaryFile(folder));
    struct statvfs space = {};
    if (::fstatvfs(file.get(), &space) != 0)
        return failureFromErrno(errno, folder);
    const qint64 free = static_cast<qint64>(space.f_bavail) * static_cast<qint64>(space.f_frsize);
    if (free < data)
        return failure(Error::Code::NoSpace, folder,
                       QStringLiteral("a temporary copy of %1 needs %2, but only %3 is free. Set "
                                      "TMPDIR to a folder on another file system")
                           .arg(original, sizeText(data), sizeText(free)));
    return file;
}

Result<FileDescriptor> copyOf(const FileDescriptor &from, const QString &path, const Task &task)
{
    ASSIGN_OR_RETURN(const auto status, statusOf(from.get(), path));
    auto to = unnamedFile(dataIn(from.get(), status.size), path);
    if (!to)
        return to;
    std::vector<char> buffer(static_cast<size_t>(std::clamp<qint64>(status.size, 1, copyStep)));
    if (::ftruncate(to->get(), status.size) != 0)
        return failureFromErrno(errno, QDir::tempPath());
    for (off_t at = 0;;) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, path);
        if (const off_t data = ::lseek(from.get(), at, SEEK_DATA); data > at)
            at = data;
        else if (data < 0 && errno == ENXIO)
            return to;
        const ssize_t got = ::pread(from.get(), buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failureFromErrno(errno, path);
        if (got == 0)
            return to;
        const QByteArray part = QByteArray::fromRawData(buffer.data(), got);
        if (::lseek(to->get(), at, SEEK_SET) != at)
            return failureFromErrno(errno, QDir::tempPath());
        RETURN_IF_ERROR(writeAll(to->get(), part, QDir::tempPath()));
        at += got;
    }
}

} // namespace

bool namesSuperJournal(int journalDescriptor)
{
    const off_t size = ::lseek(journalDescriptor, 0, SEEK_END);
    std::array<unsigned char, journalMagic.size()> tail = {};
    const off_t at = size - static_cast<off_t>(tail.size());
    char first = 0; // zero if the journal is finished and must not be played back
    return at > 0 && ::pread(journalDescriptor, &first, 1, 0) == 1 && first != 0 &&
           ::pread(journalDescriptor, tail.data(), tail.size(), at) ==
               static_cast<ssize_t>(tail.size()) &&
           tail == journalMagic;
}

namespace {

Result<FileDescriptor> journalCopyOf(const FileDescriptor &original, const QString &path,
                                     const Task &task)
{
    auto journal = copyOf(original, path, task);
    // Checked on the copy, which no other process can change.
    if (journal && namesSuperJournal(journal->get()))
        return failure(Error::Code::ForeignJournal, path);
    return journal;
}

} // namespace

Result<DatabaseSource> privateCopyOf(const DatabaseSource &original, const QString &path,
                                     const Task &task)
{
    QElapsedTimer timer;
    timer.start();
    DatabaseSource copy;
    copy.isPrivateCopy = true;
    ASSIGN_OR_RETURN(auto main, copyOf(original.main, path, task));
    copy.main = std::move(main);
    if (original.wal.isOpen()) {
        ASSIGN_OR_RETURN(auto wal, copyOf(original.wal, path, task));
        copy.wal = std::move(wal);
    }
    if (original.journal.isOpen()) {
        ASSIGN_OR_RETURN(auto journal, journalCopyOf(original.journal, path, task));
        copy.journal = std::move(journal);
    }
    const auto status = statusOf(copy.main.get(), path);
    qCDebug(logDatabase).noquote()
        << "copied" << path << '(' << sizeText(status ? status->allocated : 0) << ") in"
        << timer.elapsed() << "ms";
    return copy;
}

bool canBeOverlaid(const DatabaseStamp &stamp)
{
    return stamp.wal.status.size == 0 && stamp.journal.status.size <= maxInMemory;
}

Result<DatabaseSource> overlaidBy(DatabaseSource &original, const QString &path, const Task &task)
{
    ASSIGN_OR_RETURN(const FileStatus status, statusOf(original.main.get(), path));
    ASSIGN_OR_RETURN(FileDescriptor journal, journalCopyOf(original.journal, path, task));
    DatabaseSource overlaid;
    overlaid.isPrivateCopy = true;
    overlaid.main = std::move(original.main);
    overlaid.journal = std::move(journal);
    overlaid.changes = std::make_unique<ChangedBlocks>(status.size);
    return overlaid;
}

} // namespace SyncAdmin
