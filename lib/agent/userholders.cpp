#include "agent/userholders.h"

#include "base/filesystemkind.h"
#include "holders/holder.h"
#include "holders/openfiles.h"

namespace SyncAdmin {

namespace {

// None where the folder cannot be read.
QList<UserEntry> filesOf(const KnownUser &known)
{
    if (known.analysis)
        return known.analysis->entries;
    const UserFolder &user = known.user;
    const auto folder = user.open();
    if (!folder)
        return {};
    return entriesOf(*folder, user.layouts ? user.layouts : Layouts(user.layout))
        .value_or(QList<UserEntry>());
}

} // namespace

QHash<QString, QString> findHolders(const QList<KnownUser> &users, const Task &task)
{
    const OpenFiles files = OpenFiles::now();
    QHash<qint64, QString> texts; // by pid; empty for this program
    const auto textOf = [&texts](qint64 pid) {
        const auto known = texts.constFind(pid);
        if (known != texts.constEnd())
            return *known;
        const auto holder = holderFor(pid);
        const QString text = holder && !holder->isThisProgram ? holder->text() : QString();
        texts.insert(pid, text);
        return text;
    };
    QHash<QString, QString> found;
    for (const KnownUser &known : users) {
        if (task.stopRequested())
            break;
        const FileSystemKind kind = fileSystemKindOf(known.user.parent->descriptor());
        QString &text = found[known.user.path()];
        const QList<UserEntry> entries = filesOf(known);
        for (const UserEntry &entry : entries) {
            if (!text.isEmpty() || !entry.status.isRegular())
                continue;
            for (const OpenFile &file : files.of(entry.status, kind)) {
                if (text.isEmpty())
                    text = textOf(file.pid);
            }
        }
    }
    return found;
}

} // namespace SyncAdmin
