#include "holders/holder.h"

#include "base/displayname.h"
#include "holders/cgroup.h"
#include "holders/proclocks.h"

#include <QStringList>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace SyncAdmin {

namespace {

// The kernel keeps fifteen characters, so the desktop and the console program have the same name.
constexpr auto programCommand = "anki-sync-admin";

QString userNameOf(uid_t uid)
{
    std::array<char, 4096> buffer;
    passwd entry = {};
    passwd *found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return displayName(QByteArray(entry.pw_name));
    return QString::number(uid);
}

// "Uid:   1000    1000    1000    1000": the real uid, then the effective one.
QString userFromStatus(const QByteArray &status)
{
    for (const QByteArray &line : status.split('\n')) {
        const QList<QByteArray> columns = line.simplified().split(' ');
        bool isNumber = false;
        if (columns.size() < 3 || columns.first() != "Uid:")
            continue;
        if (const uid_t uid = columns.at(2).toUInt(&isNumber); isNumber)
            return userNameOf(uid);
    }
    return {};
}

bool isSameExecutable(const QByteArray &process)
{
    struct stat own = {};
    struct stat other = {};
    return ::stat("/proc/self/exe", &own) == 0 &&
           ::stat(QByteArray(process + "/exe").constData(), &other) == 0 &&
           own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

} // namespace

std::optional<Holder> holderFor(qint64 pid)
{
    const QByteArray process = "/proc/" + QByteArray::number(pid);
    QByteArray command = readProcFile(process + "/comm");
    if (command.isEmpty())
        return std::nullopt;
    if (command.endsWith('\n'))
        command.chop(1);
    Holder holder;
    holder.pid = pid;
    holder.command = displayName(command);
    holder.user = userFromStatus(readProcFile(process + "/status"));
    holder.place = placeFromCgroup(readProcFile(process + "/cgroup"));
    holder.container = holder.place.container;
    holder.service = holder.place.service;
    holder.isThisProgram =
        pid == ::getpid() || command == programCommand || isSameExecutable(process);
    return holder;
}

QString Holder::text() const
{
    QStringList details;
    if (pid > 0)
        details.append(QStringLiteral("pid %1").arg(pid));
    if (!container.isEmpty())
        details.append(QStringLiteral("container ") + container);
    else if (!service.isEmpty())
        details.append(QStringLiteral("service ") + service);
    QString who = command.isEmpty() ? QStringLiteral("a process") : command;
    if (isThisProgram)
        who = pid == ::getpid() ? QStringLiteral("this program")
                                : QStringLiteral("another instance of this program");
    if (details.isEmpty())
        return who;
    return who + QStringLiteral(" (") + details.join(QStringLiteral(", ")) + QLatin1Char(')');
}

} // namespace SyncAdmin
