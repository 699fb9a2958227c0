#include "support/treesnapshot.h"

#include "base/displayname.h"
#include "base/filedescriptor.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

namespace SyncAdmin::Test {

namespace {

// Keeps the access time, if permitted.
FileDescriptor openQuietly(int parent, const QByteArray &name, int flags)
{
    const int common = flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    FileDescriptor descriptor(::openat(parent, name.constData(), common | O_NOATIME));
    if (!descriptor.isOpen() && errno == EPERM)
        return FileDescriptor(::openat(parent, name.constData(), common));
    return descriptor;
}

QByteArray contentOf(int parent, const QByteArray &name)
{
    const FileDescriptor file = openQuietly(parent, name, 0);
    if (!file.isOpen())
        return "unreadable";
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::array<char, 65536> buffer{};
    ssize_t count = 0;
    while ((count = ::read(file.get(), buffer.data(), buffer.size())) > 0)
        hash.addData({buffer.data(), static_cast<qsizetype>(count)});
    return count < 0 ? QByteArray("unreadable") : hash.result().toHex();
}

QByteArray linkTargetOf(int parent, const QByteArray &name)
{
    std::array<char, PATH_MAX> buffer{};
    const ssize_t count = ::readlinkat(parent, name.constData(), buffer.data(), buffer.size());
    return {buffer.data(), std::max<ssize_t>(count, 0)};
}

QByteArray timeOf(const timespec &time)
{
    return QByteArray::number(qint64(time.tv_sec)) + '.' +
           QByteArray::number(qint64(time.tv_nsec)).rightJustified(9, '0');
}

QByteArray typeOf(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return "file";
    case S_IFDIR:
        return "folder";
    case S_IFLNK:
        return "link";
    case S_IFIFO:
        return "fifo";
    case S_IFSOCK:
        return "socket";
    default:
        return "device";
    }
}

// Includes POSIX ACLs (system.posix_acl_access, system.posix_acl_default).
QMap<QByteArray, QByteArray> extraAttributesOf(int parent, const QByteArray &name)
{
    QMap<QByteArray, QByteArray> attributes;
    const FileDescriptor handle(
        ::openat(parent, name.constData(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    const QByteArray path = "/proc/self/fd/" + QByteArray::number(handle.get());
    QByteArray names(65536, Qt::Uninitialized);
    names.truncate(std::max<ssize_t>(
        ::listxattr(path.constData(), names.data(), static_cast<size_t>(names.size())), 0));
    for (const QByteArray &attribute : names.split('\0')) {
        if (attribute.isEmpty())
            continue;
        QByteArray value(65536, Qt::Uninitialized);
        value.truncate(
            std::max<ssize_t>(::getxattr(path.constData(), attribute.constData(), value.data(),
                                         static_cast<size_t>(value.size())),
                              0));
        attributes.insert("xattr " + attribute, value.toHex());
    }
    return attributes;
}

} // namespace

TreeSnapshot TreeSnapshot::of(const QByteArray &folder, Parts parts, const QByteArrayList &timeless)
{
    TreeSnapshot snapshot;
    snapshot.add(AT_FDCWD, folder, {}, parts, timeless);
    return snapshot;
}

TreeSnapshot TreeSnapshot::of(const QString &folder, Parts parts, const QByteArrayList &timeless)
{
    return of(QFile::encodeName(folder), parts, timeless);
}

void TreeSnapshot::add(int parent, const QByteArray &name, const QByteArray &path, Parts parts,
                       const QByteArrayList &timeless)
{
    struct stat status = {};
    if (::fstatat(parent, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        m_entries.insert(path, {{"type", "unreadable"}});
        return;
    }
    Entry entry{{"type", typeOf(status.st_mode)},
                {"mode", QByteArray::number(status.st_mode & 07777U, 8)},
                {"owner", QByteArray::number(status.st_uid)},
                {"group", QByteArray::number(status.st_gid)}};
    const bool isFolder = S_ISDIR(status.st_mode);
    if (!isFolder)
        entry.insert("size", QByteArray::number(qint64(status.st_size)));
    if (S_ISREG(status.st_mode))
        entry.insert("content", contentOf(parent, name));
    if (S_ISLNK(status.st_mode))
        entry.insert("target", linkTargetOf(parent, name));
    else if (!parts.testFlag(WithoutExtraAttributes))
        entry.insert(extraAttributesOf(parent, name));
    const bool hasTimes = !timeless.contains(path);
    if (hasTimes && !parts.testFlag(WithoutModified))
        entry.insert("mtime", timeOf(status.st_mtim));
    if (!parts.testFlag(WithoutIdentity)) {
        entry.insert("inode", QByteArray::number(quint64(status.st_ino)));
        if (hasTimes)
            entry.insert("ctime", timeOf(status.st_ctim));
    }
    m_entries.insert(path, entry);
    if (isFolder) {
        const FileDescriptor folder = openQuietly(parent, name, O_DIRECTORY);
        if (folder.isOpen())
            addChildren(folder.get(), path, parts, timeless);
        else
            m_entries[path].insert("content", "unreadable");
    }
}

void TreeSnapshot::addChildren(int folder, const QByteArray &path, Parts parts,
                               const QByteArrayList &timeless)
{
    const auto close = [](DIR *stream) { ::closedir(stream); };
    const std::unique_ptr<DIR, decltype(close)> stream(
        ::fdopendir(::fcntl(folder, F_DUPFD_CLOEXEC, 0)), close);
    while (const dirent *child = stream ? ::readdir(stream.get()) : nullptr) {
        const QByteArray name(child->d_name);
        if (name != "." && name != "..")
            add(folder, name, path.isEmpty() ? name : path + '/' + name, parts, timeless);
    }
}

TreeSnapshot TreeSnapshot::without(const QByteArrayList &paths) const
{
    TreeSnapshot rest = *this;
    for (const QByteArray &path : paths)
        rest.m_entries.remove(path);
    return rest;
}

QStringList TreeSnapshot::differences(const TreeSnapshot &before, const TreeSnapshot &after)
{
    QStringList lines;
    const auto shown = [](const QByteArray &path) {
        return path.isEmpty() ? QStringLiteral(".") : displayName(path);
    };
    for (auto i = before.m_entries.begin(); i != before.m_entries.end(); ++i) {
        if (!after.m_entries.contains(i.key())) {
            lines += shown(i.key()) + QStringLiteral(": gone");
            continue;
        }
        const Entry now = after.m_entries.value(i.key());
        QByteArrayList names = i->keys();
        for (const QByteArray &name : now.keys()) {
            if (!i->contains(name))
                names += name;
        }
        for (const QByteArray &name : names) {
            const QByteArray old = i->value(name, "none");
            const QByteArray fresh = now.value(name, "none");
            if (old != fresh)
                lines += QStringLiteral("%1: %2 was %3, is %4")
                             .arg(shown(i.key()), displayName(name), displayName(old),
                                  displayName(fresh));
        }
    }
    for (auto i = after.m_entries.begin(); i != after.m_entries.end(); ++i) {
        if (!before.m_entries.contains(i.key()))
            lines += shown(i.key()) + QStringLiteral(": new");
    }
    return lines;
}

} // namespace SyncAdmin::Test
