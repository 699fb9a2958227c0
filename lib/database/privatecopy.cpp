#include "database/privatecopy.h"

#include "base/writing.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace SyncAdmin {

namespace {

constexpr qint64 largestInMemory = 32LL * 1024 * 1024;
constexpr size_t copyStep = size_t{1024} * 1024;
// The bytes with which SQLite begins a journal and ends one that names a super-journal.
constexpr std::array<unsigned char, 8> journalMagic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

Result<FileDescriptor> unnamedFile(qint64 size)
{
    const QString temporary = QDir::tempPath();
    if (size > largestInMemory) {
        FileDescriptor file(
            ::open(QFile::encodeName(temporary).constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
        if (file.isOpen())
            return file;
    }
    FileDescriptor memory(::memfd_create("database", MFD_CLOEXEC));
    if (!memory.isOpen())
        return failureFromErrno(errno, temporary);
    return memory;
}

Result<FileDescriptor> copyOf(const FileDescriptor &from, const QString &path, const Task &task)
{
    ASSIGN_OR_RETURN(const auto status, statusOf(from.get(), path));
    auto to = unnamedFile(status.size);
    if (!to)
        return to;
    std::vector<char> buffer(static_cast<size_t>(std::clamp<qint64>(status.size, 1, copyStep)));
    // Holes are left out: a file that claims a terabyte must not fill the disk.
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
    char first = 0; // zero in a journal that is done with and is not played back
    return at > 0 && ::pread(journalDescriptor, &first, 1, 0) == 1 && first != 0 &&
           ::pread(journalDescriptor, tail.data(), tail.size(), at) ==
               static_cast<ssize_t>(tail.size()) &&
           tail == journalMagic;
}

Result<DatabaseSource> privateCopyOf(const DatabaseSource &original, const QString &path,
                                     const Task &task)
{
    DatabaseSource copy;
    copy.isPrivateCopy = true;
    ASSIGN_OR_RETURN(auto main, copyOf(original.main, path, task));
    copy.main = std::move(main);
    if (original.wal.isOpen()) {
        ASSIGN_OR_RETURN(auto wal, copyOf(original.wal, path, task));
        copy.wal = std::move(wal);
    }
    if (original.journal.isOpen()) {
        ASSIGN_OR_RETURN(auto journal, copyOf(original.journal, path, task));
        // Judged on the copy, which nobody else can change any more.
        if (namesSuperJournal(journal.get()))
            return failure(Error::Code::ForeignJournal, path);
        copy.journal = std::move(journal);
    }
    return copy;
}

} // namespace SyncAdmin
