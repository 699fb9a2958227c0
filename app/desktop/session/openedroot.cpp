#include "session/openedroot.h"

#include <QCoreApplication>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

struct OpenedRootTr
{
    Q_DECLARE_TR_FUNCTIONS(OpenedRoot)
};

QString writeObstacle(const OpenedRoot &opened)
{
    if (opened.summary.isReadOnly)
        return OpenedRootTr::tr("this data root is on a read-only file system. Mount it writable");
    if (!opened.summary.isWritable && !opened.rows.empty()) {
        return OpenedRootTr::tr(
            "this data root is not writable. Run the program as root, or as the "
            "user that owns the folder");
    }
    return {};
}

void addRows(OpenedRoot &opened, const QList<UserFolder> &users, const Accounts &accounts)
{
    const QCollator collator = nameCollator();
    opened.rows.reserve(static_cast<size_t>(users.size()));
    for (const UserFolder &user : users)
        opened.rows.emplace_back(user, accounts.personOf(user), collator);
    std::sort(opened.rows.begin(), opened.rows.end(),
              [](const UserRow &a, const UserRow &b) { return isOrderedBefore(a.user, b.user); });
}

} // namespace

Result<OpenedRoot> OpenedRoot::read(const QByteArray &path,
                                    const std::shared_ptr<SystemCalls> &calls, const Task &task)
{
    OpenedRoot opened;
    opened.host = std::make_shared<LocalHost>(calls);
    ASSIGN_OR_RETURN(opened.summary, opened.host->openRoot(path, {}));
    if (const auto users = opened.host->users()) {
        addRows(opened, *users, opened.host->accounts(task).value_or(Accounts()));
        const auto sessions = opened.host->sessions(task);
        if (sessions)
            opened.sessions = *sessions;
        else
            opened.sessionsError = sessions.error();
    } else {
        opened.usersError = users.error();
    }
    opened.writeObstacle = Desktop::writeObstacle(opened);
    return opened;
}

} // namespace SyncAdmin::Desktop
