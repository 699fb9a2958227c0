#include "session/openedroot.h"

#include "base/filesystemkind.h"

#include <QCoreApplication>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OpenedRoot", text);
}

void readFileSystem(OpenedRoot &opened)
{
    const int descriptor = opened.root.directory().descriptor();
    struct statvfs space = {};
    if (::fstatvfs(descriptor, &space) == 0) {
        opened.freeBytes =
            static_cast<qint64>(space.f_bavail) * static_cast<qint64>(space.f_frsize);
        if ((space.f_flag & ST_RDONLY) != 0)
            opened.writeObstacle =
                tr(QT_TRANSLATE_NOOP("OpenedRoot", "this data root is on a read-only file system"));
    }
    const FileSystemKind kind = fileSystemKindOf(descriptor);
    if (kind.isRemote) {
        opened.isLocal = false;
        opened.fileSystem = kind.name;
    }
}

// With the effective ids, which the reset has too.
bool mayWrite(const Directory &folder)
{
    return ::faccessat(folder.descriptor(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

void checkPermission(OpenedRoot &opened)
{
    if (!opened.writeObstacle.isEmpty() || opened.rows.empty())
        return;
    // The store is in the root or beside the users; one writable place is enough.
    const bool isWritable =
        mayWrite(opened.root.directory()) || mayWrite(*opened.rows.front().user.parent);
    if (!isWritable) {
        opened.writeObstacle = tr(QT_TRANSLATE_NOOP(
            "OpenedRoot", "this data root is not writable. Run the program as the folder's owner "
                          "or as root"));
    }
}

} // namespace

Result<OpenedRoot> OpenedRoot::read(const QByteArray &path, const DataRoot::Options &options,
                                    const Task &task)
{
    ASSIGN_OR_RETURN(auto root, DataRoot::open(path, options));
    OpenedRoot opened{root, {}, {}, {}, {}, {}, {}, {}, {}, true, 0};
    readFileSystem(opened);
    const auto users = root.users();
    if (!users) {
        opened.usersError = users.error();
        return opened;
    }
    if (const auto accounts = readAccounts(root, task))
        opened.accounts = *accounts;
    if (const auto sessions = readSessions(root.directory(), task))
        opened.sessions = *sessions;
    else
        opened.sessionsError = sessions.error();
    const QCollator collator = nameCollator();
    opened.rows.reserve(static_cast<size_t>(users->size()));
    for (const UserFolder &user : *users)
        opened.rows.emplace_back(user, opened.accounts.personOf(user), collator);
    std::sort(opened.rows.begin(), opened.rows.end(),
              [](const UserRow &a, const UserRow &b) { return isOrderedBefore(a.user, b.user); });
    opened.serverOwners = std::make_shared<const ServerOwners>();
    checkPermission(opened);
    return opened;
}

} // namespace SyncAdmin::Desktop
