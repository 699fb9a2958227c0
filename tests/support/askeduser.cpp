#include "support/askeduser.h"

#include "support/holderprocess.h"

#include <QDir>
#include <QProcess>

#include <unistd.h>

namespace SyncAdmin::Test {

namespace {

// The output of another program, including errors.
QByteArray outputOf(const QStringList &command)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(command.first(), command.mid(1));
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return "failed";
    const QByteArray output = process.readAll();
    return process.exitCode() == 0 ? output : "failed: " + output;
}

} // namespace

QStringList inOwnPidNamespace()
{
    return {QStringLiteral("unshare"), QStringLiteral("-p"), QStringLiteral("-f"),
            QStringLiteral("--kill-child"), QStringLiteral("--mount-proc")};
}

QStringList withoutLeases()
{
    const QString without = QStringLiteral("-lease,-sys_ptrace");
    return {QStringLiteral("setpriv"), QStringLiteral("--inh-caps"), without,
            QStringLiteral("--bounding-set"), without};
}

QStringList asOtherUser()
{
    return {QStringLiteral("setpriv"), QStringLiteral("--reuid=%1").arg(otherUid),
            QStringLiteral("--regid=%1").arg(otherUid), QStringLiteral("--clear-groups")};
}

QStringList behindMount(const QString &mount)
{
    return {QStringLiteral("unshare"),
            QStringLiteral("-m"),
            QStringLiteral("sh"),
            QStringLiteral("-c"),
            mount + QStringLiteral(" && exec \"$@\""),
            QStringLiteral("sh")};
}

bool succeeds(const QStringList &command)
{
    return !outputOf(command).startsWith("failed");
}

QByteArray stateOf(const InUse &use)
{
    switch (use.state) {
    case InUse::State::Free:
        return "free";
    case InUse::State::Busy:
        return "busy";
    case InUse::State::Unknown:
        break;
    }
    return "unknown: " + use.reason.toUtf8();
}

QByteArrayList askedNames()
{
    return {"collection.anki2",         "collection.anki2-wal",       "collection.anki2-shm",
            "collection.anki2-journal", "collection.media.server.db", "upload.tmp"};
}

AskedUser::AskedUser()
{
    QDir().mkpath(path());
    for (const QString &name :
         {QStringLiteral("collection.anki2"), QStringLiteral("collection.media.server.db")}) {
        QFile(file(name)).open(QIODevice::WriteOnly);
        HolderProcess(QStringLiteral("wal-rows"), file(name));
    }
    QFile(file(QStringLiteral("upload.tmp"))).open(QIODevice::WriteOnly);
}

InUse AskedUser::probe() const
{
    return probeInUse(*Directory::open(QFile::encodeName(path())), askedNames());
}

QStringList AskedUser::proberCommand(int times) const
{
    QStringList command{QStringLiteral(SYNCADMIN_PROBER), QString::number(times), path()};
    for (const QByteArray &name : askedNames())
        command << QString::fromLatin1(name);
    return command;
}

QByteArray AskedUser::probeBy(const QStringList &wrapper, int times) const
{
    return outputOf(wrapper + proberCommand(times));
}

bool AskedUser::giveTo(int uid) const
{
    bool isGiven = true;
    const auto give = [&](const QString &name) {
        const uid_t owner = static_cast<uid_t>(uid);
        isGiven = ::chown(QFile::encodeName(name).constData(), owner, owner) == 0 && isGiven;
    };
    for (const QString &entry : QDir(path()).entryList(QDir::Files | QDir::Hidden))
        give(file(entry));
    give(path());
    return isGiven;
}

} // namespace SyncAdmin::Test
