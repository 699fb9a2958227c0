#include "base/directory.h"

#include "base/displayname.h"
#include "base/linktarget.h"
#include "base/retried.h"
#include "base/writing.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace SyncAdmin {

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr unsigned statusMask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;
constexpr size_t listingBuffer = size_t{32} * 1024;
constexpr int leaseAttempts = 50;
constexpr auto leasePause = std::chrono::milliseconds(2);

// Only the owner and root may use O_NOATIME; for other users the flag is left out.
int openQuietly(SystemCalls &calls, int folder, const char *name, int flags, mode_t mode = 0)
{
    const int descriptor =
        retried([&] { return calls.openat(folder, name, flags | O_NOATIME, mode); });
    if (descriptor >= 0 || errno != EPERM)
        return descriptor;
    return retried([&] { return calls.openat(folder, name, flags, mode); });
}

// Waits for a lease to end: another instance holds one for microseconds while it checks who uses
// the file, and a file server gives up its own when somebody opens the file.
int openPatiently(SystemCalls &calls, int folder, const char *name, int flags, mode_t mode = 0)
{
    int descriptor = openQuietly(calls, folder, name, flags, mode);
    for (int attempt = 1; descriptor < 0 && errno == EAGAIN && attempt < leaseAttempts; ++attempt) {
        std::this_thread::sleep_for(leasePause);
        descriptor = openQuietly(calls, folder, name, flags, mode);
    }
    return descriptor;
}

// open() reports a link as ELOOP, or as ENOTDIR if O_DIRECTORY is set.
Error openError(int number, SystemCalls &calls, int folder, const char *name, const QString &path)
{
    if (number == ENOTDIR || number == ELOOP) {
        KernelStat raw = {};
        if (calls.statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &raw) == 0) {
            const FileStatus status = fileStatusFrom(raw);
            if (status.isLink())
                return {Error::Code::LinkRefused, path, {}};
        }
    }
    if (number == EAGAIN)
        return {Error::Code::InUse, path, QStringLiteral("a process that holds a lease on it")};
    // ENXIO: a FIFO without a reader, or a socket. EISDIR: a folder opened for writing.
    if (number == ENXIO || number == EISDIR)
        return {Error::Code::NotAFile, path, {}};
    return errorFromErrno(number, path);
}

QByteArray joined(const QByteArray &folder, const QByteArray &name)
{
    if (name.isEmpty())
        return folder;
    return folder.endsWith('/') ? QByteArray(folder + name) : QByteArray(folder + '/' + name);
}

} // namespace

bool isSingleName(const QByteArray &name)
{
    return !name.isEmpty() && name != "." && name != ".." && !name.contains('/') &&
           !name.contains('\0');
}

Directory::Directory(FileDescriptor descriptor, QByteArray path, std::shared_ptr<SystemCalls> calls)
    : m_descriptor(std::make_shared<const FileDescriptor>(std::move(descriptor))),
      m_pathBytes(std::move(path)), m_path(displayName(m_pathBytes)), m_calls(std::move(calls))
{}

Result<Directory> Directory::open(const QByteArray &path, std::shared_ptr<SystemCalls> calls)
{
    const QString shown = displayName(path);
    if (path.isEmpty() || path.contains('\0'))
        return failure(Error::Code::DoesNotExist, shown);
    FileDescriptor descriptor(
        openQuietly(*calls, AT_FDCWD, path.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.isOpen())
        return failureFromErrno(errno, shown);
    return Directory(std::move(descriptor), path, std::move(calls));
}

Directory Directory::unopened(const QByteArray &path)
{
    return {FileDescriptor(), path, SystemCalls::kernel()};
}

Result<FileDescriptor> Directory::openEntry(const QByteArray &name, int flags, quint32 mode) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    FileDescriptor opened(openPatiently(*m_calls, descriptor(), name.constData(), flags, mode));
    if (!opened.isOpen()) {
        return failure(openError(errno, *m_calls, descriptor(), name.constData(), pathOf(name)));
    }
    return opened;
}

Result<Directory> Directory::openFolder(const QByteArray &name) const
{
    ASSIGN_OR_RETURN(auto opened, openEntry(name, folderFlags));
    return Directory(std::move(opened), joined(m_pathBytes, name), m_calls);
}

Result<Directory> Directory::openParent() const
{
    FileDescriptor opened(openQuietly(*m_calls, descriptor(), "..", folderFlags));
    const qsizetype slash = m_pathBytes.lastIndexOf('/');
    const QByteArray path = slash > 0 ? m_pathBytes.left(slash) : QByteArrayLiteral("/");
    if (!opened.isOpen())
        return failureFromErrno(errno, displayName(path));
    return Directory(std::move(opened), path, m_calls);
}

Result<Directory> Directory::reopened() const
{
    FileDescriptor opened(openQuietly(*m_calls, descriptor(), ".", folderFlags));
    if (!opened.isOpen())
        return failureFromErrno(errno, m_path);
    return Directory(std::move(opened), m_pathBytes, m_calls);
}

// The server's user may place anything here, and opening a device or a FIFO can have side effects.
// So the entry is opened with O_PATH first and its type is checked. That descriptor keeps the file
// from being replaced, and is closed at the end because it would block a lease.
Result<Directory::OpenedFile> Directory::openRegular(const QByteArray &name, int flags) const
{
    ASSIGN_OR_RETURN(const auto named, openEntry(name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    ASSIGN_OR_RETURN(const auto status, statusAt(named.get(), "", AT_EMPTY_PATH, name));
    if (status.isLink())
        return failure(Error::Code::LinkRefused, pathOf(name));
    if (!status.isRegular())
        return failure(Error::Code::NotAFile, pathOf(name));
    const QByteArray path = "/proc/self/fd/" + QByteArray::number(named.get());
    FileDescriptor opened(
        openPatiently(*m_calls, AT_FDCWD, path.constData(), flags | O_NONBLOCK | O_CLOEXEC));
    if (!opened.isOpen() && errno == ENOENT)
        return failure(Error::Code::Unsupported, pathOf(name),
                       QStringLiteral("files cannot be opened safely, because /proc is not "
                                      "mounted. Run: mount -t proc proc /proc"));
    if (!opened.isOpen())
        return failure(openError(errno, *m_calls, descriptor(), name.constData(), pathOf(name)));
    return OpenedFile{std::move(opened), status};
}

Result<FileDescriptor> Directory::openOnly(const QByteArray &name, int flags) const
{
    ASSIGN_OR_RETURN(auto opened, openRegular(name, flags));
    return std::move(opened.descriptor);
}

Result<FileDescriptor> Directory::openOrMake(const QByteArray &name, int flags, quint32 mode) const
{
    constexpr int maxTries = 5; // if other processes keep creating and removing it
    for (int tries = 1;; ++tries) {
        auto opened = openOnly(name, flags);
        if (opened || opened.error().code != Error::Code::DoesNotExist)
            return opened;
        auto made = openEntry(name, flags | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (made || made.error().code != Error::Code::Exists || tries == maxTries)
            return made;
    }
}

Result<FileDescriptor> Directory::openFile(const QByteArray &name) const
{
    return openOnly(name, O_RDONLY);
}

Result<Directory::OpenedFile> Directory::openWithStatus(const QByteArray &name) const
{
    return openRegular(name, O_RDONLY);
}

Result<QByteArray> Directory::readFile(const QByteArray &name, qint64 maxBytes) const
{
    ASSIGN_OR_RETURN(const auto file, openFile(name));
    QByteArray content;
    std::array<char, listingBuffer> buffer;
    while (content.size() <= maxBytes) {
        const ssize_t got = retried([&] {
            return m_calls->pread(file.get(), buffer.data(), buffer.size(), content.size());
        });
        if (got < 0)
            return failureFromErrno(errno, pathOf(name));
        if (got == 0)
            return content;
        content.append(buffer.data(), got);
    }
    return failure(Error::Code::BadInput, pathOf(name),
                   pathOf(name) + QStringLiteral(" is too large"));
}

Result<FileDescriptor> Directory::openForAppending(const QByteArray &name, quint32 mode) const
{
    return openOrMake(name, O_RDWR | O_APPEND, mode);
}

Result<FileDescriptor> Directory::openOrMakeFile(const QByteArray &name, quint32 mode) const
{
    return openOrMake(name, O_RDWR, mode);
}

Result<FileDescriptor> Directory::openFileForWriting(const QByteArray &name) const
{
    return openOnly(name, O_RDWR);
}

Result<FileStatus> Directory::status() const
{
    return statusOf(descriptor(), m_path, *m_calls);
}

Result<FileStatus> Directory::status(const QByteArray &name) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    return statusAt(descriptor(), name.constData(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, name);
}

Result<FileStatus> Directory::cachedStatus(const QByteArray &name) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    return statusAt(descriptor(), name.constData(),
                    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, name);
}

// `name` is used in error messages only.
Result<FileStatus> Directory::statusAt(int descriptor, const char *entry, int flags,
                                       const QByteArray &name) const
{
    KernelStat raw = {};
    if (m_calls->statx(descriptor, entry, flags, statusMask, &raw) != 0)
        return failureFromErrno(errno, pathOf(name));
    return fileStatusFrom(raw);
}

Result<bool> Directory::has(const QByteArray &name) const
{
    ASSIGN_OR_RETURN(const auto found, ifExists(status(name)));
    return found.has_value();
}

Result<> Directory::forEachEntry(const std::function<bool(const DirectoryEntry &)> &each) const
{
    if (::lseek(descriptor(), 0, SEEK_SET) < 0)
        return failureFromErrno(errno, m_path);
    alignas(KernelEntry) std::array<char, listingBuffer> buffer;
    for (;;) {
        const ssize_t filled = m_calls->getdents(descriptor(), buffer.data(), buffer.size());
        if (filled < 0)
            return failureFromErrno(errno, m_path);
        if (filled == 0)
            return {};
        for (ssize_t at = 0; at < filled;) {
            const auto *entry = reinterpret_cast<const KernelEntry *>(buffer.data() + at);
            at += entry->d_reclen;
            if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0)
                continue;
            if (!each({QByteArray(entry->d_name), entry->d_type, entry->d_ino}))
                return {};
        }
    }
}

Result<QList<DirectoryEntry>> Directory::entries() const
{
    QList<DirectoryEntry> found;
    RETURN_IF_ERROR(forEachEntry([&found](const DirectoryEntry &entry) {
        found.append(entry);
        return true;
    }));
    return found;
}

Result<> Directory::requireSingle(std::initializer_list<QByteArray> names) const
{
    for (const QByteArray &name : names) {
        if (!isSingleName(name))
            return failure(Error::Code::DoesNotExist, pathOf(name));
    }
    return {};
}

Result<> Directory::checked(int result, const QByteArray &name) const
{
    if (result != 0)
        return failureFromErrno(errno, pathOf(name));
    return {};
}

Result<Directory> Directory::makeFolder(const QByteArray &name, quint32 mode) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    RETURN_IF_ERROR(checked(
        retried([&] { return m_calls->mkdirat(descriptor(), name.constData(), mode); }), name));
    return openFolder(name);
}

Result<> Directory::writeNewFile(const QByteArray &name, const QByteArray &content,
                                 quint32 mode) const
{
    RETURN_IF_ERROR(requireSingle({name}));
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const FileDescriptor file(
        retried([&] { return m_calls->openat(descriptor(), name.constData(), flags, mode); }));
    if (!file.isOpen())
        return failureFromErrno(errno, pathOf(name));
    RETURN_IF_ERROR(writeAll(file.get(), content, pathOf(name), *m_calls));
    return syncFile(file.get(), pathOf(name), *m_calls);
}

Result<> Directory::rename(const QByteArray &name, const Directory &to,
                           const QByteArray &newName) const
{
    RETURN_IF_ERROR(requireSingle({name, newName}));
    return checked(retried([&] {
                       return m_calls->renameat(descriptor(), name.constData(), to.descriptor(),
                                                newName.constData(), renameNoReplace);
                   }),
                   name);
}

Result<> Directory::renameReplacing(const QByteArray &name, const Directory &to,
                                    const QByteArray &newName) const
{
    RETURN_IF_ERROR(requireSingle({name, newName}));
    return checked(retried([&] {
                       return m_calls->renameat(descriptor(), name.constData(), to.descriptor(),
                                                newName.constData(), 0);
                   }),
                   name);
}

Result<> Directory::removeFile(const QByteArray &name) const
{
    RETURN_IF_ERROR(requireSingle({name}));
    return checked(retried([&] { return m_calls->unlinkat(descriptor(), name.constData(), 0); }),
                   name);
}

Result<> Directory::removeEmptyFolder(const QByteArray &name) const
{
    RETURN_IF_ERROR(requireSingle({name}));
    return checked(
        retried([&] { return m_calls->unlinkat(descriptor(), name.constData(), AT_REMOVEDIR); }),
        name);
}

Result<> Directory::sync() const
{
    return syncFile(descriptor(), m_path, *m_calls);
}

Result<> Directory::checkAccess(const QByteArray &name, int mode) const
{
    const char *entry = name.isEmpty() ? "." : name.constData();
    return checked(retried([&] { return m_calls->faccessat(descriptor(), entry, mode); }), name);
}

QByteArray Directory::kernelPath() const
{
    return linkTarget("/proc/self/fd/" + QByteArray::number(descriptor()));
}

QString Directory::pathOf(const QByteArray &name) const
{
    if (name.isEmpty())
        return m_path;
    if (m_path.endsWith(QLatin1Char('/')))
        return m_path + displayName(name);
    return m_path + QLatin1Char('/') + displayName(name);
}

Result<FileStatus> statusOf(int descriptor, const QString &path, SystemCalls &calls)
{
    KernelStat raw = {};
    if (calls.statx(descriptor, "", AT_EMPTY_PATH, statusMask, &raw) != 0)
        return failureFromErrno(errno, path);
    return fileStatusFrom(raw);
}

} // namespace SyncAdmin
