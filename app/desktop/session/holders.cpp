#include "session/holders.h"

#include "base/filesystemkind.h"
#include "holders/holder.h"
#include "holders/openfiles.h"

namespace SyncAdmin::Desktop {

QHash<QString, QString> findHolders(const QList<std::shared_ptr<const UserAnalysis>> &analyses,
                                    const Task &task)
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
    for (const auto &analysis : analyses) {
        if (task.stopRequested())
            break;
        const FileSystemKind kind = fileSystemKindOf(analysis->user.parent->descriptor());
        QString &text = found[analysis->user.path()];
        for (const UserEntry &entry : analysis->entries) {
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

} // namespace SyncAdmin::Desktop
