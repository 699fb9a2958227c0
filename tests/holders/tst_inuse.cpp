#include "holders/inuse.h"

#include "holders/openfiles.h"
#include "support/askeduser.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

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
    Q_SLOT void anotherUsersFiles();
    Q_SLOT void leavesNoTrace();
    Q_SLOT void ownDescriptors();
    Q_SLOT void openedWhileAsked();
    Q_SLOT void manyAskAtOnce();
    Q_SLOT void holderTexts_data();
    Q_SLOT void holderTexts();
    Q_SLOT void useTexts();

    bool m_isRoot = false;
    bool m_canHide = false; // the check can run where no other process is visible
};

void InUseTest::initTestCase()
{
    m_isRoot = ::geteuid() == 0;
    m_canHide = m_isRoot && succeeds(inOwnPidNamespace() + QStringList{QStringLiteral("true")});
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
    QCOMPARE(stateOf(probeInUse(*folder, askedNames())), QByteArray("free"));
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
    const AskedUser user;
    QStringList wrapper;
    QString held = user.file(name);
    if (way != QStringLiteral("direct") && !m_isRoot)
        QSKIP("namespaces and other users need root");
    if (way == QStringLiteral("pid namespace")) {
        wrapper = inOwnPidNamespace();
    } else if (way == QStringLiteral("other user")) {
        wrapper = asOtherUser();
        QVERIFY(user.giveTo(otherUid));
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

    const auto before = TreeSnapshot::of(user.path());
    const InUse use = user.probe();
    QCOMPARE(stateOf(use), QByteArray("busy"));
    // From outside, the holder is visible in any namespace and through any mount.
    QCOMPARE(use.holders.size(), 1);
    QCOMPARE(use.holders.first().command, QStringLiteral("holder"));
    QVERIFY(!use.holders.first().isThisProgram);
    if (way == QStringLiteral("direct"))
        QCOMPARE(use.holders.first().pid, holder.processId());
    if (way == QStringLiteral("other user"))
        QCOMPARE(use.holders.first().user, QString::number(otherUid));
    if (m_canHide) {
        // Where no process is visible, the kernel's answers must be enough.
        for (const QStringList &from :
             {inOwnPidNamespace(), inOwnPidNamespace() + withoutLeases()}) {
            const QByteArray answer = user.probeBy(from);
            QVERIFY2(answer.startsWith("busy:"), answer.constData());
        }
    }
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(user.path())), QStringList());
    if (m_isRoot && !m_canHide)
        QSKIP("it cannot be asked from a pid namespace here");

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
    // The community server has its files open like this after a full upload.
    QTest::newRow("idle") << QStringLiteral("idle") << false;
    QTest::newRow("open") << QStringLiteral("open") << false;
    QTest::newRow("wal") << QStringLiteral("wal") << true;
    QTest::newRow("exclusive") << QStringLiteral("exclusive") << true;
    QTest::newRow("transaction") << QStringLiteral("transaction") << true;
}

// What each test detects alone: the reason for three tests.
void InUseTest::threeTests()
{
    QFETCH(QString, mode);
    const AskedUser user;
    HolderProcess holder(mode, user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    const auto folder = Directory::open(user.path().toLocal8Bit());
    const auto status = folder->status("collection.anki2");
    QVERIFY(status);

    QTEST(!Test::locksOn(user.file(QStringLiteral("collection.anki2"))).isEmpty(), "isLocked");

    const QList<OpenFile> open =
        OpenFiles::now().of(*status, fileSystemKindOf(folder->descriptor()));
    QCOMPARE(open.size(), 1);
    QCOMPARE(open.first().pid, holder.processId());

    // Only the lease detects a process of another container.
    if (!m_isRoot)
        return;
    if (!m_canHide)
        QSKIP("it cannot be asked from a pid namespace here");
    const QByteArray elsewhere = user.probeBy(inOwnPidNamespace());
    QCOMPARE(elsewhere, QByteArray("busy: in use by a process that is not visible here\n"));
}

void InUseTest::killedHolder()
{
    const AskedUser user;
    HolderProcess holder(QStringLiteral("wal-rows"), user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    QCOMPARE(stateOf(user.probe()), QByteArray("busy"));
    holder.kill();
    QVERIFY(QFile::exists(user.file(QStringLiteral("collection.anki2-wal"))));
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
}

void InUseTest::anotherUsersFiles()
{
    if (!m_isRoot)
        QSKIP("other users need root");
    const AskedUser user;
    QVERIFY(user.giveTo(otherUid + 1));
    // Without permission for a lease, or even to read, the result is unknown.
    for (const mode_t mode : {0644U, 0600U}) {
        ::chmod(QFile::encodeName(user.file(QStringLiteral("collection.anki2"))).constData(), mode);
        QByteArray answer = user.probeBy(asOtherUser());
        QVERIFY2(answer.startsWith("unknown:"), answer.constData());
        HolderProcess holder(QStringLiteral("idle"), user.file(QStringLiteral("collection.anki2")));
        QVERIFY(holder.isReady());
        answer = user.probeBy(asOtherUser());
        QVERIFY2(answer.startsWith("unknown:"), answer.constData());
    }
    // The owner needs no further privilege.
    QVERIFY(user.giveTo(otherUid));
    QCOMPARE(user.probeBy(asOtherUser()), QByteArray("free: not in use\n"));
    HolderProcess holder(QStringLiteral("idle"), user.file(QStringLiteral("collection.anki2")));
    QVERIFY(holder.isReady());
    const QByteArray answer = user.probeBy(asOtherUser());
    QVERIFY2(answer.startsWith("busy:"), answer.constData());
}

void InUseTest::leavesNoTrace()
{
    const AskedUser user;
    const auto accessed = [&user] {
        QList<qint64> times;
        for (const QString &name : QDir(user.path()).entryList(QDir::Files)) {
            struct stat status = {};
            ::stat(QFile::encodeName(user.file(name)).constData(), &status);
            times << status.st_atim.tv_sec << status.st_atim.tv_nsec;
        }
        return times;
    };
    const auto before = TreeSnapshot::of(user.path());
    const auto accessedBefore = accessed();
    QTest::qSleep(20); // more than one tick of the time stamps' clock
    QCOMPARE(stateOf(user.probe()), QByteArray("free"));
    if (m_isRoot)
        QCOMPARE(user.probeBy(withoutLeases()), QByteArray("free: not in use\n"));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(user.path())), QStringList());
    QCOMPARE(accessed(), accessedBefore);
    // Neither a lock nor a lease is left behind.
    QVERIFY(Test::locksOn(user.file(QStringLiteral("collection.anki2"))).isEmpty());
}

void InUseTest::ownDescriptors()
{
    const AskedUser user;
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
    QCOMPARE(use.text(), QStringLiteral("in use by this program (pid %1)").arg(::getpid()));
}

// The kernel sends the holder of a lease a signal when the file is opened; by default it ends the
// process. The opener must get the file.
void InUseTest::openedWhileAsked()
{
    const AskedUser user;
    QProcess opener;
    opener.start(QStringLiteral("sh"),
                 {QStringLiteral("-c"), QStringLiteral("while :; do : <\"$1\" || exit 3; done"),
                  QStringLiteral("sh"), user.file(QStringLiteral("collection.anki2"))});
    QVERIFY(opener.waitForStarted());
    // Delayed calls ensure that the file is opened while the lease is held.
    const QStringList slowed{QStringLiteral("strace"), QStringLiteral("-o"),
                             QStringLiteral("/dev/null"), QStringLiteral("-e"),
                             QStringLiteral("inject=fcntl:delay_exit=5000"),
                             // The leak check uses ptrace too, and only one tracer is possible.
                             QStringLiteral("-E"), QStringLiteral("ASAN_OPTIONS=detect_leaks=0")};
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
    const AskedUser user;
    const QStringList command = user.proberCommand(300);
    std::array<QProcess, 3> probers;
    for (QProcess &prober : probers)
        prober.start(command.first(), command.mid(1));
    for (QProcess &prober : probers) {
        QVERIFY(prober.waitForFinished());
        const QByteArray answers = prober.readAll();
        QCOMPARE(answers.count('\n'), 300);
        // An instance that meets another at every round reports it; this is rare and safe.
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
    QCOMPARE(use.text(), QStringLiteral("in use by a process that is not visible here"));
    use.holders = {{1, QStringLiteral("a"), {}, {}, {}, false},
                   {2, QStringLiteral("b"), {}, {}, {}, false}};
    QCOMPARE(use.text(), QStringLiteral("in use by a (pid 1), b (pid 2)"));
    use = {InUse::State::Unknown, {}, QStringLiteral("x is on NFS")};
    QVERIFY(use.text().contains(QStringLiteral("x is on NFS. Stop the server")));
}

QTEST_GUILESS_MAIN(InUseTest)
#include "tst_inuse.moc"
