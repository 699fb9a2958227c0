#include "server/inuse.h"

#include "server/openfiles.h"
#include "server/proclocks.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

using namespace SyncAdmin;
using Test::HolderProcess;
using Test::TemporaryRoot;

namespace {

constexpr int otherUid = 54321;

const QByteArrayList names{"collection.anki2",           "collection.anki2-wal",
                           "collection.anki2-shm",       "collection.anki2-journal",
                           "collection.media.server.db", "upload.tmp"};

// Another program's output, errors included; "failed" if it did not end well.
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

bool succeeds(const QStringList &command)
{
    return !outputOf(command).startsWith("failed");
}

QStringList inOwnPidNamespace()
{
    return {QStringLiteral("unshare"), QStringLiteral("-p"), QStringLiteral("-f"),
            QStringLiteral("--kill-child"), QStringLiteral("--mount-proc")};
}

// The root of a container as docker makes it, which has neither of these.
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

// Does `mount` in a mount namespace of its own and runs the rest there.
QStringList behindMount(const QString &mount)
{
    return {QStringLiteral("unshare"),
            QStringLiteral("-m"),
            QStringLiteral("sh"),
            QStringLiteral("-c"),
            mount + QStringLiteral(" && exec \"$@\""),
            QStringLiteral("sh")};
}

// A user folder "user" with a collection, a media database and an upload.
class UserRoot
{
public:
    UserRoot()
    {
        QDir().mkpath(m_root / QStringLiteral("user"));
        for (const QByteArray &name : {names.at(0), names.at(4), names.at(5)})
            QFile(file(QString::fromLatin1(name))).open(QIODevice::WriteOnly);
        HolderProcess(QStringLiteral("wal-rows"), file(QStringLiteral("collection.anki2")));
        HolderProcess(QStringLiteral("wal-rows"),
                      file(QStringLiteral("collection.media.server.db")));
    }
    QString path() const { return m_root / QStringLiteral("user"); }
    QString root() const { return m_root.path(); }
    QString file(const QString &name) const { return path() + QLatin1Char('/') + name; }
    InUse probe() const { return probeInUse(*Directory::open(path().toLocal8Bit()), names); }
    QByteArray probeBy(const QStringList &wrapper, int times = 1) const
    {
        QStringList command = wrapper;
        command << QStringLiteral(SYNCADMIN_BIN "/prober") << QString::number(times) << path();
        for (const QByteArray &name : names)
            command << QString::fromLatin1(name);
        return outputOf(command);
    }
    void giveTo(int uid) const
    {
        for (const QString &entry : QDir(path()).entryList(QDir::Files | QDir::Hidden))
            QVERIFY(::chown(QFile::encodeName(file(entry)).constData(), uid_t(uid), gid_t(uid)) ==
                    0);
        QVERIFY(::chown(QFile::encodeName(path()).constData(), uid_t(uid), gid_t(uid)) == 0);
    }

private:
    TemporaryRoot m_root;
};

// Names of every state, so that a failed comparison says what was found.
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

} // namespace

class InUseTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void nothingToProbe();
    Q_SLOT void matrix_data();
    Q_SLOT void matrix();
    Q_SLOT void threeTests_data();
    Q_SLOT void threeTests();
    Q_SLOT void killedHolder();
    Q_SLOT void throughOverlay_data();
    Q_SLOT void throughOverlay();
    Q_SLOT void fileSystems_data();
    Q_SLOT void fileSystems();
    Q_SLOT void anotherUsersFiles();
    Q_SLOT void leavesNoTrace();
    Q_SLOT void ownDescriptors();
    Q_SLOT void openedWhileAsked();
    Q_SLOT void manyAskAtOnce();
    Q_SLOT void holderTexts_data();
    Q_SLOT void holderTexts();
    Q_SLOT void useTexts();

    bool m_isRoot = false;
    bool m_canMount = false;
};

void InUseTest::initTestCase()
{
    m_isRoot = ::geteuid() == 0;
    // Mounts made here end with this process, whatever happens to it.
    m_canMount = ::unshare(CLONE_NEWNS) == 0 &&
                 ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

void InUseTest::nothingToProbe()
{
    const TemporaryRoot root;
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder);
    QCOMPARE(stateOf(probeInUse(*folder, {})), QByteArray("free"));
    QCOMPARE(::mkfifo(QByteArray(root.bytes() + "/collection.anki2").constData(), 0600), 0);
    QVERIFY(QDir(root.path()).mkdir(QStringLiteral("collection.media.server.db")));
    QCOMPARE(::symlink("/etc/passwd", QByteArray(root.bytes() + "/upload.tmp").constData()), 0);
    QCOMPARE(stateOf(probeInUse(*folder, names)), QByteArray("free"));
    QCOMPARE(stateOf(probeInUse(*folder, {"", ".", "..", "../x", "/etc/passwd"})),
             QByteArray("free"));
}

void InUseTest::matrix_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("way");
    const QString collection = QStringLiteral("collection.anki2");
    const QStringList modes{QStringLiteral("idle"), QStringLiteral("wal"),
                            QStringLiteral("wal-rows"), QStringLiteral("exclusive"),
                            QStringLiteral("transaction")};
    for (const char *way : {"direct", "pid namespace", "bind mount", "overlay", "other user"}) {
        for (const QString &mode : modes) {
            QTest::addRow("%s, %s", way, qPrintable(mode))
                << mode << collection << QString::fromLatin1(way);
        }
        QTest::addRow("%s, media database", way)
            << modes.first() << QStringLiteral("collection.media.server.db")
            << QString::fromLatin1(way);
        QTest::addRow("%s, upload", way)
            << QStringLiteral("open") << QStringLiteral("upload.tmp") << QString::fromLatin1(way);
    }
}

void InUseTest::matrix()
{
    QFETCH(QString, mode);
    QFETCH(QString, name);
    QFETCH(QString, way);
    const UserRoot user;
    QStringList wrapper;
    QString held = user.file(name);
    if (way != QStringLiteral("direct") && !m_isRoot)
        QSKIP("namespaces and other users need root");
    if (way == QStringLiteral("pid namespace")) {
        wrapper = inOwnPidNamespace();
    } else if (way == QStringLiteral("other user")) {
        wrapper = asOtherUser();
        user.giveTo(otherUid);
    } else if (way != QStringLiteral("direct")) {
        QDir(user.root()).mkdir(QStringLiteral("work"));
        QDir(user.root()).mkdir(QStringLiteral("lower"));
        QDir(user.root()).mkdir(QStringLiteral("seen"));
        wrapper =
            behindMount(way == QStringLiteral("overlay")
                            ? QStringLiteral("mount -t overlay none -o lowerdir=%1/lower,"
                                             "upperdir=%1/user,workdir=%1/work %1/seen")
                                  .arg(user.root())
                            : QStringLiteral("mount --bind %1/user %1/seen").arg(user.root()));
        held = user.root() + QStringLiteral("/seen/") + name;
    }
    if (!wrapper.isEmpty() && !succeeds(wrapper + QStringList{QStringLiteral("true")}))
        QSKIP("this machine does not allow it");

    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    HolderProcess holder(mode, held, {}, wrapper);
    QVERIFY2(holder.isReady(), holder.errorText().constData());

    const auto before = Test::TreeSnapshot::of(user.path());
    const InUse use = user.probe();
    QCOMPARE(stateOf(use), QByteArray("busy"));
    // Who it is can be seen from outside, in whatever namespace or through whatever mount.
    QCOMPARE(use.holders.size(), 1);
    QCOMPARE(use.holders.first().command, QStringLiteral("holder"));
    QVERIFY(!use.holders.first().isThisProgram);
    if (way == QStringLiteral("direct"))
        QCOMPARE(use.holders.first().pid, holder.processId());
    if (way == QStringLiteral("other user"))
        QCOMPARE(use.holders.first().user, QString::number(otherUid));
    if (m_isRoot) {
        // From where no process can be seen, the kernel's answers must do.
        for (const QStringList &from :
             {inOwnPidNamespace(), inOwnPidNamespace() + withoutLeases()}) {
            const QByteArray answer = user.probeBy(from);
            QVERIFY2(answer.startsWith("busy:"), answer.constData());
        }
    }
    QCOMPARE(Test::TreeSnapshot::differences(before, Test::TreeSnapshot::of(user.path())),
             QStringList());

    QVERIFY(holder.letGo());
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    if (m_isRoot) {
        for (const QStringList &from : {inOwnPidNamespace(), inOwnPidNamespace() + withoutLeases()})
            QCOMPARE(user.probeBy(from), QByteArray("free: not in use\n"));
    }
}

void InUseTest::threeTests_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("isLocked");
    // After a full upload the community server has its files open like this.
    QTest::newRow("idle") << QStringLiteral("idle") << false;
    QTest::newRow("open") << QStringLiteral("open") << false;
    QTest::newRow("wal") << QStringLiteral("wal") << true;
    QTest::newRow("exclusive") << QStringLiteral("exclusive") << true;
    QTest::newRow("transaction") << QStringLiteral("transaction") << true;
}

// What each test sees by itself: the reason why there are three.
void InUseTest::threeTests()
{
    QFETCH(QString, mode);
    const UserRoot user;
    HolderProcess holder(mode, user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    const auto folder = Directory::open(user.path().toLocal8Bit());
    const auto status = folder->status("collection.anki2");
    QVERIFY(status);

    QSet<quint64> lockedInodes;
    for (const ProcLock &lock : parseProcLocks(readProcFile("/proc/locks")))
        lockedInodes.insert(lock.inode);
    QTEST(lockedInodes.contains(status->inode), "isLocked");

    const QList<OpenFile> open =
        OpenFiles::now().of(*status, fileSystemKindOf(folder->descriptor()));
    QCOMPARE(open.size(), 1);
    QCOMPARE(open.first().pid, holder.processId());

    // All but the lease see nothing of a process of another container.
    if (!m_isRoot)
        return;
    const QByteArray elsewhere = user.probeBy(inOwnPidNamespace());
    QCOMPARE(elsewhere, QByteArray("busy: in use by a process that cannot be seen from here\n"));
}

void InUseTest::killedHolder()
{
    const UserRoot user;
    HolderProcess holder(QStringLiteral("wal-rows"), user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    QCOMPARE(stateOf(user.probe()), QByteArray("busy"));
    holder.kill();
    QVERIFY(QFile::exists(user.file(QStringLiteral("collection.anki2-wal"))));
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
}

void InUseTest::throughOverlay_data()
{
    QTest::addColumn<bool>("holdsThroughOverlay");
    QTest::newRow("both look through the overlay") << true;
    QTest::newRow("the holder has the upper layer's file") << false;
}

void InUseTest::throughOverlay()
{
    QFETCH(bool, holdsThroughOverlay);
    if (!m_canMount)
        QSKIP("mounts are not allowed here");
    const UserRoot user;
    for (const char *name : {"work", "lower", "seen"})
        QDir(user.root()).mkdir(QString::fromLatin1(name));
    const QByteArray seen = user.root().toLocal8Bit() + "/seen";
    const QString options = QStringLiteral("lowerdir=%1/lower,upperdir=%1/user,workdir=%1/work");
    if (::mount("none", seen.constData(), "overlay", 0,
                options.arg(user.root()).toLocal8Bit().constData()) != 0)
        QSKIP("no overlay here");
    const auto unmount = qScopeGuard([&] { ::umount2(seen.constData(), MNT_DETACH); });

    for (const char *mode : {"idle", "wal", "exclusive", "transaction"}) {
        {
            const auto folder = Directory::open(seen);
            QCOMPARE(stateOf(probeInUse(*folder, names)), QByteArray("free"));
            const QString held =
                holdsThroughOverlay
                    ? QString::fromLocal8Bit(seen) + QStringLiteral("/collection.anki2")
                    : user.file(QStringLiteral("collection.anki2"));
            const HolderProcess holder(QString::fromLatin1(mode), held);
            QVERIFY(holder.isReady());
            QCOMPARE(stateOf(probeInUse(*folder, names)), QByteArray("busy"));
        }
    }
}

void InUseTest::fileSystems_data()
{
    QTest::addColumn<QStringList>("mount"); // the last argument, the folder, is added
    QTest::addColumn<QString>("make");      // of an image; empty where there is none
    QTest::addColumn<bool>("isLocal");
    const QStringList loop{QStringLiteral("mount"), QStringLiteral("-o"), QStringLiteral("loop"),
                           QStringLiteral("IMAGE")};
    QTest::newRow("ext4") << loop << QStringLiteral("mkfs.ext4") << true;
    QTest::newRow("xfs") << loop << QStringLiteral("mkfs.xfs") << true;
    QTest::newRow("btrfs") << loop << QStringLiteral("mkfs.btrfs") << true;
    QTest::newRow("tmpfs") << QStringList{QStringLiteral("mount"), QStringLiteral("-t"),
                                          QStringLiteral("tmpfs"), QStringLiteral("none")}
                           << QString() << true;
    QTest::newRow("FUSE") << QStringList{QStringLiteral("bindfs"), QStringLiteral("SOURCE")}
                          << QString() << false;
}

void InUseTest::fileSystems()
{
    QFETCH(QStringList, mount);
    QFETCH(QString, make);
    QFETCH(bool, isLocal);
    if (!m_canMount)
        QSKIP("mounts are not allowed here");
    const TemporaryRoot root;
    QDir(root.path()).mkdir(QStringLiteral("source"));
    QDir(root.path()).mkdir(QStringLiteral("mounted"));
    mount.replaceInStrings(QStringLiteral("IMAGE"), root / QStringLiteral("image"));
    mount.replaceInStrings(QStringLiteral("SOURCE"), root / QStringLiteral("source"));
    if (!make.isEmpty()) {
        QFile image(root / QStringLiteral("image"));
        QVERIFY(image.open(QIODevice::WriteOnly) && image.resize(400LL << 20));
        image.close();
        if (!succeeds({make, image.fileName()}))
            QSKIP(qPrintable(make + QStringLiteral(" is not installed")));
    }
    const QString mounted = root / QStringLiteral("mounted");
    if (!succeeds(mount + QStringList{mounted}))
        QSKIP(qPrintable(mount.join(QLatin1Char(' ')) + QStringLiteral(" is not possible here")));
    const auto unmount = qScopeGuard([&] {
        succeeds({QStringLiteral("umount"), QStringLiteral("-l"), mounted});
    });

    const QString file = mounted + QStringLiteral("/collection.anki2");
    QVERIFY(QFile(file).open(QIODevice::WriteOnly));
    const auto folder = Directory::open(mounted.toLocal8Bit());
    for (const char *mode : {"idle", "exclusive", "transaction"}) {
        HolderProcess holder(QString::fromLatin1(mode), file);
        QVERIFY2(holder.isReady(), holder.errorText().constData());
        const InUse use = probeInUse(*folder, names);
        QCOMPARE(stateOf(use), QByteArray("busy"));
        QCOMPARE(use.holders.size(), 1); // without the FUSE file system's own process
        QVERIFY(holder.letGo());
        const QByteArray after = stateOf(probeInUse(*folder, names));
        QVERIFY2(isLocal ? after == "free" : after.contains("lies on FUSE"), after.constData());
    }
}

void InUseTest::anotherUsersFiles()
{
    if (!m_isRoot)
        QSKIP("other users need root");
    const UserRoot user;
    user.giveTo(otherUid + 1);
    // Who may not take a lease cannot know; who may not even read, neither.
    for (const mode_t mode : {0644, 0600}) {
        ::chmod(QFile::encodeName(user.file(QStringLiteral("collection.anki2"))).constData(), mode);
        QByteArray answer = user.probeBy(asOtherUser());
        QVERIFY2(answer.startsWith("unknown:"), answer.constData());
        HolderProcess holder(QStringLiteral("idle"), user.file(QStringLiteral("collection.anki2")));
        QVERIFY(holder.isReady());
        answer = user.probeBy(asOtherUser());
        QVERIFY2(answer.startsWith("unknown:"), answer.constData());
    }
    // The owner needs no more than being it.
    user.giveTo(otherUid);
    QCOMPARE(user.probeBy(asOtherUser()), QByteArray("free: not in use\n"));
    HolderProcess holder(QStringLiteral("idle"), user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    const QByteArray answer = user.probeBy(asOtherUser());
    QVERIFY2(answer.startsWith("busy:"), answer.constData());
}

void InUseTest::leavesNoTrace()
{
    const UserRoot user;
    const auto accessed = [&user] {
        QList<qint64> times;
        for (const QString &name : QDir(user.path()).entryList(QDir::Files)) {
            struct stat status = {};
            ::stat(QFile::encodeName(user.file(name)).constData(), &status);
            times << status.st_atim.tv_sec << status.st_atim.tv_nsec;
        }
        return times;
    };
    const auto before = Test::TreeSnapshot::of(user.path());
    const auto accessedBefore = accessed();
    QTest::qSleep(20); // more than the clock of time stamps goes at a time
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    if (m_isRoot)
        QCOMPARE(user.probeBy(withoutLeases()), QByteArray("free: not in use\n"));
    QCOMPARE(Test::TreeSnapshot::differences(before, Test::TreeSnapshot::of(user.path())),
             QStringList());
    QCOMPARE(accessed(), accessedBefore);
    // Neither a lock nor a lease is left behind.
    const auto status = Directory::open(user.path().toLocal8Bit())->status("collection.anki2");
    for (const ProcLock &lock : parseProcLocks(readProcFile("/proc/locks")))
        QVERIFY(lock.inode != status->inode);
}

void InUseTest::ownDescriptors()
{
    const UserRoot user;
    const QByteArray path = QFile::encodeName(user.file(QStringLiteral("collection.anki2")));
    {
        const FileDescriptor named(::open(path.constData(), O_PATH | O_CLOEXEC));
        QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    }
    const FileDescriptor own(::open(path.constData(), O_RDONLY | O_CLOEXEC));
    const InUse use = user.probe();
    QCOMPARE(stateOf(use), QByteArray("busy"));
    QCOMPARE(use.holders.size(), 1);
    QVERIFY(use.holders.first().isThisProgram);
    QCOMPARE(use.text(), QStringLiteral("in use by this program itself (pid %1)").arg(::getpid()));
}

// The kernel tells the holder of a lease by a signal that somebody opens the file, by default one
// that ends the process; the one who opens it must get it.
void InUseTest::openedWhileAsked()
{
    const UserRoot user;
    QProcess opener;
    opener.start(QStringLiteral("sh"),
                 {QStringLiteral("-c"), QStringLiteral("while :; do : <\"$1\" || exit 3; done"),
                  QStringLiteral("sh"), user.file(QStringLiteral("collection.anki2"))});
    QVERIFY(opener.waitForStarted());
    // Calls that return late make sure that the file is opened while the lease is held.
    const QStringList slowed{QStringLiteral("strace"), QStringLiteral("-o"),
                             QStringLiteral("/dev/null"), QStringLiteral("-e"),
                             QStringLiteral("inject=fcntl:delay_exit=5000")};
    const bool canSlow = succeeds(slowed + QStringList{QStringLiteral("true")});
    const QByteArray answers = user.probeBy(canSlow ? slowed : QStringList(), 30);
    QVERIFY2(answers.count('\n') == 30 && !answers.contains("failed"), answers.constData());
    QCOMPARE(answers.count("unknown"), 0);
    QCOMPARE(opener.state(), QProcess::Running);
    opener.kill();
    opener.waitForFinished();
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    if (!canSlow)
        QSKIP("without strace the signal is seldom met");
}

void InUseTest::manyAskAtOnce()
{
    const UserRoot user;
    QStringList arguments{QStringLiteral("300"), user.path()};
    for (const QByteArray &name : names)
        arguments << QString::fromLatin1(name);
    std::array<QProcess, 3> probers;
    for (QProcess &prober : probers)
        prober.start(QStringLiteral(SYNCADMIN_BIN "/prober"), arguments);
    for (QProcess &prober : probers) {
        QVERIFY(prober.waitForFinished());
        const QByteArray answers = prober.readAll();
        QCOMPARE(answers.count('\n'), 300);
        // One that sees another at every look says so; it is seldom, and on the safe side.
        QVERIFY2(answers.count("free: not in use\n") >= 295, answers.constData());
        QCOMPARE(answers.count("unknown"), 0);
    }
}

void InUseTest::holderTexts_data()
{
    QTest::addColumn<Holder>("holder");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Holder &holder, const char *text) {
        QTest::newRow(name) << holder << QString::fromLatin1(text);
    };
    const QString sync = QStringLiteral("ankisyncd");
    row("process", {811, sync, {}, {}, {}, false}, "ankisyncd (pid 811)");
    row("container", {811, sync, {}, QStringLiteral("0123456789ab"), {}, false},
        "ankisyncd (pid 811, container 0123456789ab)");
    row("service", {811, sync, {}, {}, QStringLiteral("ankisyncd.service"), false},
        "ankisyncd (pid 811, service ankisyncd.service)");
    row("no pid", {0, {}, {}, {}, {}, false}, "a process");
    row("another instance", {811, sync, {}, {}, {}, true},
        "another instance of this program (pid 811)");
}

void InUseTest::holderTexts()
{
    QFETCH(Holder, holder);
    QTEST(holder.text(), "text");
}

void InUseTest::useTexts()
{
    InUse use;
    use.state = InUse::State::Free;
    QCOMPARE(use.text(), QStringLiteral("not in use"));
    use.state = InUse::State::Busy;
    QCOMPARE(use.text(), QStringLiteral("in use by a process that cannot be seen from here"));
    use.holders = {{1, QStringLiteral("a"), {}, {}, {}, false},
                   {2, QStringLiteral("b"), {}, {}, {}, false}};
    QCOMPARE(use.text(), QStringLiteral("in use by a (pid 1), b (pid 2)"));
    use = {InUse::State::Unknown, {}, QStringLiteral("x lies on NFS")};
    QVERIFY(use.text().contains(QStringLiteral("x lies on NFS (stop the server")));
}

QTEST_GUILESS_MAIN(InUseTest)
#include "tst_inuse.moc"
