#include "servers/serveractivity.h"

#include "base/directory.h"
#include "base/linktarget.h"
#include "holders/proclocks.h"

#include <QSet>

#include <unistd.h>

namespace SyncAdmin {

namespace {

constexpr qsizetype maxProcesses = 200; // of one server

QByteArray procFolder(qint64 pid)
{
    return "/proc/" + QByteArray::number(pid);
}

QByteArrayList entriesOfFolder(const QByteArray &path)
{
    QByteArrayList names;
    const auto folder = Directory::open(path);
    const auto entries = folder ? folder->entries() : failure(folder);
    for (const DirectoryEntry &entry : entries.value_or(QList<DirectoryEntry>()))
        names.append(entry.name);
    return names;
}

QList<qint64> processesOf(qint64 first)
{
    QList<qint64> pids{first};
    for (qsizetype i = 0; i < pids.size() && pids.size() < maxProcesses; ++i) {
        const QByteArray tasks = procFolder(pids.at(i)) + "/task";
        for (const QByteArray &task : entriesOfFolder(tasks)) {
            const QByteArray children = readProcFile(tasks + '/' + task + "/children");
            for (const QByteArray &child : children.simplified().split(' ')) {
                if (const qint64 pid = child.toLongLong(); pid > 0 && !pids.contains(pid))
                    pids.append(pid);
            }
        }
    }
    return pids;
}

// "socket:[4711]"
QSet<QByteArray> socketsOf(qint64 pid)
{
    QSet<QByteArray> inodes;
    const QByteArray folder = procFolder(pid) + "/fd";
    for (const QByteArray &name : entriesOfFolder(folder)) {
        const QByteArray target = linkTarget(folder + '/' + name);
        if (target.startsWith("socket:["))
            inodes.insert(target.mid(8).chopped(1));
    }
    return inodes;
}

// Reads the socket tables of the process's network namespace (proc(5)).
bool listens(qint64 pid)
{
    struct Table
    {
        const char *name;
        qsizetype state; // column
        const char *listening;
        qsizetype inode; // column
    };
    constexpr qsizetype addressColumns = 10;
    const QSet<QByteArray> own = socketsOf(pid);
    if (own.isEmpty())
        return false;
    for (const Table &table : {Table{"/net/tcp", 3, "0A", 9}, Table{"/net/tcp6", 3, "0A", 9},
                               Table{"/net/unix", 3, "00010000", 6}}) {
        const QByteArray text = readProcFile(procFolder(pid) + table.name);
        for (const QByteArray &line : text.split('\n')) {
            const QByteArrayList columns = line.simplified().split(' ').mid(0, addressColumns);
            if (columns.value(table.state) == table.listening &&
                own.contains(columns.value(table.inode)))
                return true;
        }
    }
    return false;
}

// Adds the times of the process's stat: "811 (name) S 1 ...".
bool addTimes(qint64 pid, ServerActivity &activity)
{
    constexpr qsizetype userTime = 11; // columns after the name
    constexpr qsizetype childrenTime = 14;
    const QByteArray text = readProcFile(procFolder(pid) + "/stat");
    const QByteArrayList columns = text.mid(text.lastIndexOf(')') + 1).simplified().split(' ');
    if (columns.size() <= childrenTime)
        return false;
    activity.isWorking = activity.isWorking || columns.first() == "R" || columns.first() == "D";
    qint64 ticks = 0;
    for (qsizetype i = userTime; i <= childrenTime; ++i)
        ticks += columns.at(i).toLongLong();
    activity.processorTime += std::chrono::milliseconds(ticks * 1000 / ::sysconf(_SC_CLK_TCK));
    return true;
}

} // namespace

ServerActivity ServerActivity::of(qint64 pid)
{
    ServerActivity activity;
    activity.isKnown = pid > 0 && addTimes(pid, activity);
    if (!activity.isKnown)
        return activity;
    const QList<qint64> pids = processesOf(pid);
    for (const qint64 each : pids) {
        if (each != pid)
            addTimes(each, activity);
        activity.isListening = activity.isListening || listens(each);
    }
    return activity;
}

} // namespace SyncAdmin
