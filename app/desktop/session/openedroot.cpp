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

void lookAtFileSystem(OpenedRoot &opened)
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

// Effective ids, as the reset itself will have them.
bool mayWrite(const Directory &folder)
{
    return ::faccessat(folder.descriptor(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

void lookAtPermission(OpenedRoot &opened)
{
    if (!opened.writeObstacle.isEmpty() || opened.rows.empty())
        return;
    // The store stands in the root or where the users stand; either will do here.
    const bool isWritable =
        mayWrite(opened.root.directory()) || mayWrite(*opened.rows.front().user.parent);
    if (!isWritable) {
        opened.writeObstacle = tr(QT_TRANSLATE_NOOP(
            "OpenedRoot", "you may not write here; start the program as the folder's owner or "
                          "as root"));
    }
}

} // namespace

Result<OpenedRoot> OpenedRoot::look(const QByteArray &path, const DataRoot::Options &options,
                                    const Task &task)
{
    ASSIGN_OR_RETURN(auto root, DataRoot::open(path, options));
    OpenedRoot opened{root, {}, {}, {}, {}, {}, {}, {}, {}, true, 0};
    lookAtFileSystem(opened);
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
              [](const UserRow &a, const UserRow &b) { return standsBefore(a.user, b.user); });
    opened.serverOwners = std::make_shared<const ServerOwners>();
    lookAtPermission(opened);
    return opened;
}

} // namespace SyncAdmin::Desktop
