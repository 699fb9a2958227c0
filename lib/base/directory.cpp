#include "base/directory.h"

#include "base/displayname.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

namespace SyncAdmin {

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr unsigned statusMask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;
constexpr size_t listingBuffer = 32 * 1024;
constexpr int leaseAttempts = 50;
constexpr auto leasePause = std::chrono::milliseconds(2);

// O_NOATIME is allowed to the owner and to root alone; everybody else reads with what they have.
int openQuietly(SystemCalls &calls, int folder, const char *name, int flags)
{
    const int descriptor = calls.openat(folder, name, flags | O_NOATIME, 0);
    if (descriptor >= 0 || errno != EPERM)
        return descriptor;
    return calls.openat(folder, name, flags, 0);
}

// open() tells a link by ELOOP, or by ENOTDIR where O_DIRECTORY was asked for as well.
Error openError(int number, SystemCalls &calls, int folder, const char *name, const QString &path)
{
    if (number == ENOTDIR || number == ELOOP) {
        struct statx raw = {};
        if (calls.statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &raw) == 0) {
            const FileStatus status = fileStatusFrom(raw);
            if (status.isLink())
                return {Error::Code::LinkRefused, path, {}};
        }
    }
    if (number == EAGAIN)
        return {Error::Code::InUse, path, QStringLiteral("a process that has a lease on it")};
    // A FIFO without a reader or a socket: ENXIO.
    if (number == ENXIO)
        return {Error::Code::NotAFile, path, {}};
    return errorFromErrno(number, path);
}

} // namespace

bool isSingleName(const QByteArray &name)
{
    return !name.isEmpty() && name != "." && name != ".." && !name.contains('/') &&
           !name.contains('\0');
}

Directory::Directory(FileDescriptor descriptor, QString path, std::shared_ptr<SystemCalls> calls)
    : m_descriptor(std::make_shared<const FileDescriptor>(std::move(descriptor))),
      m_path(std::move(path)), m_calls(std::move(calls))
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
    return Directory(std::move(descriptor), shown, std::move(calls));
}

Result<FileDescriptor> Directory::openEntry(const QByteArray &name, int flags) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    FileDescriptor opened(openQuietly(*m_calls, descriptor(), name.constData(), flags));
    // An instance that asks who uses the file holds a lease on it for some microseconds, and a file
    // server gives up its own when somebody opens the file.
    for (int attempt = 1; !opened.isOpen() && errno == EAGAIN && attempt < leaseAttempts;
         ++attempt) {
        std::this_thread::sleep_for(leasePause);
        opened = FileDescriptor(openQuietly(*m_calls, descriptor(), name.constData(), flags));
    }
    if (!opened.isOpen()) {
        return tl::unexpected(
            openError(errno, *m_calls, descriptor(), name.constData(), pathOf(name)));
    }
    return opened;
}

Result<Directory> Directory::openFolder(const QByteArray &name) const
{
    auto opened = openEntry(name, folderFlags);
    if (!opened)
        return tl::unexpected(opened.error());
    return Directory(std::move(*opened), pathOf(name), m_calls);
}

Result<Directory> Directory::openParent() const
{
    FileDescriptor opened(openQuietly(*m_calls, descriptor(), "..", folderFlags));
    const qsizetype slash = m_path.lastIndexOf(QLatin1Char('/'));
    const QString shown = slash > 0 ? m_path.left(slash) : QStringLiteral("/");
    if (!opened.isOpen())
        return failureFromErrno(errno, shown);
    return Directory(std::move(opened), shown, m_calls);
}

Result<Directory> Directory::reopened() const
{
    FileDescriptor opened(openQuietly(*m_calls, descriptor(), ".", folderFlags));
    if (!opened.isOpen())
        return failureFromErrno(errno, m_path);
    return Directory(std::move(opened), m_path, m_calls);
}

Result<FileDescriptor> Directory::openRegular(const QByteArray &name, int flags) const
{
    auto opened = openEntry(name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (!opened)
        return opened;
    const auto status = statusOf(opened->get(), pathOf(name), *m_calls);
    if (!status)
        return tl::unexpected(status.error());
    if (!status->isRegular())
        return failure(Error::Code::NotAFile, pathOf(name));
    return opened;
}

Result<FileDescriptor> Directory::openFile(const QByteArray &name) const
{
    return openRegular(name, O_RDONLY);
}

Result<FileDescriptor> Directory::openFileForWriting(const QByteArray &name) const
{
    return openRegular(name, O_RDWR);
}

Result<FileStatus> Directory::status() const
{
    return statusOf(descriptor(), m_path, *m_calls);
}

Result<FileStatus> Directory::status(const QByteArray &name) const
{
    if (!isSingleName(name))
        return failure(Error::Code::DoesNotExist, pathOf(name));
    struct statx raw = {};
    const int result = m_calls->statx(descriptor(), name.constData(),
                                      AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, statusMask, &raw);
    if (result != 0)
        return failureFromErrno(errno, pathOf(name));
    return fileStatusFrom(raw);
}

Result<> Directory::forEachEntry(const std::function<bool(const DirectoryEntry &)> &each) const
{
    if (::lseek(descriptor(), 0, SEEK_SET) < 0)
        return failureFromErrno(errno, m_path);
    alignas(dirent64) std::array<char, listingBuffer> buffer;
    for (;;) {
        const ssize_t filled = m_calls->getdents(descriptor(), buffer.data(), buffer.size());
        if (filled < 0)
            return failureFromErrno(errno, m_path);
        if (filled == 0)
            return {};
        for (ssize_t at = 0; at < filled;) {
            const auto *entry = reinterpret_cast<const dirent64 *>(buffer.data() + at);
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
    const auto listed = forEachEntry([&found](const DirectoryEntry &entry) {
        found.append(entry);
        return true;
    });
    if (!listed)
        return tl::unexpected(listed.error());
    return found;
}

Result<> Directory::checked(int result, const QByteArray &name) const
{
    if (result != 0)
        return failureFromErrno(errno, pathOf(name));
    return {};
}

Result<Directory> Directory::makeFolder(const QByteArray &name, quint32 mode) const
{
    const auto made = checked(m_calls->mkdirat(descriptor(), name.constData(), mode), name);
    if (!made)
        return tl::unexpected(made.error());
    return openFolder(name);
}

Result<> Directory::writeNewFile(const QByteArray &name, const QByteArray &content,
                                 quint32 mode) const
{
    const FileDescriptor file(m_calls->openat(descriptor(), name.constData(),
                                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                              mode));
    if (!file.isOpen())
        return failureFromErrno(errno, pathOf(name));
    if (auto written = writeAll(file.get(), content, pathOf(name), *m_calls); !written)
        return written;
    if (m_calls->fsync(file.get()) != 0)
        return failure(Error::Code::NotDurable, pathOf(name),
                       QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

Result<> Directory::rename(const QByteArray &name, const Directory &to,
                           const QByteArray &newName) const
{
    return checked(m_calls->renameat(descriptor(), name.constData(), to.descriptor(),
                                     newName.constData(), RENAME_NOREPLACE),
                   name);
}

Result<> Directory::renameReplacing(const QByteArray &name, const Directory &to,
                                    const QByteArray &newName) const
{
    return checked(
        m_calls->renameat(descriptor(), name.constData(), to.descriptor(), newName.constData(), 0),
        name);
}

Result<> Directory::removeFile(const QByteArray &name) const
{
    return checked(m_calls->unlinkat(descriptor(), name.constData(), 0), name);
}

Result<> Directory::removeEmptyFolder(const QByteArray &name) const
{
    return checked(m_calls->unlinkat(descriptor(), name.constData(), AT_REMOVEDIR), name);
}

Result<> Directory::sync() const
{
    if (m_calls->fsync(descriptor()) != 0)
        return failure(Error::Code::NotDurable, m_path,
                       QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

QString Directory::pathOf(const QByteArray &name) const
{
    if (m_path.endsWith(QLatin1Char('/')))
        return m_path + displayName(name);
    return m_path + QLatin1Char('/') + displayName(name);
}

Result<FileStatus> statusOf(int descriptor, const QString &path, SystemCalls &calls)
{
    struct statx raw = {};
    if (calls.statx(descriptor, "", AT_EMPTY_PATH, statusMask, &raw) != 0)
        return failureFromErrno(errno, path);
    return fileStatusFrom(raw);
}

Result<> writeAll(int descriptor, const QByteArray &content, const QString &path,
                  SystemCalls &calls)
{
    for (qsizetype at = 0; at < content.size();) {
        const ssize_t written = calls.write(descriptor, content.constData() + at,
                                            static_cast<size_t>(content.size() - at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failureFromErrno(errno, path);
        at += written;
    }
    return {};
}

} // namespace SyncAdmin
