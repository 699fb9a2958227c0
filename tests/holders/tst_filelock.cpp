#include "holders/filelock.h"

#include "holders/proclocks.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <optional>
#include <thread>

using namespace SyncAdmin;
using Test::HolderProcess;

namespace {

const QByteArrayList databases{"collection.anki2", "collection.media.server.db", "media.db"};

int statesOf(const InUse &use)
{
    return static_cast<int>(use.state);
}

constexpr int isFree = static_cast<int>(InUse::State::Free);
constexpr int isBusy = static_cast<int>(InUse::State::Busy);
constexpr int isUnknown = static_cast<int>(InUse::State::Unknown);

} // namespace

class FileLockTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void init();
    Q_SLOT void cleanup();
    Q_SLOT void locksWhatSqliteLocks();
    Q_SLOT void passesOverWhatIsNoFile();
    Q_SLOT void oneFileUnderTwoNames();
    Q_SLOT void twice();
    Q_SLOT void lockedByServer();
    Q_SLOT void seesEveryByte_data();
    Q_SLOT void seesEveryByte();
    Q_SLOT void noPermission();
    Q_SLOT void withoutPermissionToWrite();
    Q_SLOT void readOnlyMount();
    Q_SLOT void secondLook_data();
    Q_SLOT void secondLook();
    Q_SLOT void ownReaderCounts();
    Q_SLOT void onFuse();
    Q_SLOT void leavesNoTrace();

    QString file(const char *name) const { return m_path + QLatin1Char('/') + QLatin1String(name); }
    const Directory &user() const { return *m_user; }
    const Directory &items() const { return *m_items; }

    std::optional<Test::TemporaryRoot> m_root;
    QString m_path;
    std::optional<Directory> m_user;
    std::optional<Directory> m_items;
};

void FileLockTest::init()
{
    m_root.emplace();
    const auto root = Directory::open(m_root->bytes());
    m_user = *root->makeFolder("user", 0755);
    m_items = *root->makeFolder("items", 0755);
    m_path = *m_root / QStringLiteral("user");
    for (const char *name : {"collection.anki2", "collection.media.server.db"}) {
        QVERIFY(user().writeNewFile(name, {}, 0644));
        const HolderProcess maker(QStringLiteral("wal-rows"), file(name));
        QVERIFY(maker.isReady());
    }
}

void FileLockTest::cleanup()
{
    m_user.reset();
    m_items.reset();
    m_root.reset();
}

void FileLockTest::locksWhatSqliteLocks()
{
    {
        const auto locks = DatabaseLocks::take(user(), databases);
        QVERIFY(locks);
        QVERIFY(locks->unlockedReason().isEmpty());
        const QList<ProcLock> lines = Test::locksOn(file("collection.anki2"));
        QCOMPARE(lines.size(), 1);
        QVERIFY(lines.first().kind == ProcLock::Kind::OpenFile);
        QVERIFY(lines.first().isWrite);
        QCOMPARE(lines.first().first, 0x40000000U);
        QCOMPARE(lines.first().last, 0x400001FFU);
    }
    QCOMPARE(Test::locksOn(file("collection.anki2")).size(), 0);
}

void FileLockTest::passesOverWhatIsNoFile()
{
    QVERIFY(user().makeFolder("folder", 0755));
    QCOMPARE(::mkfifoat(user().descriptor(), "fifo", 0600), 0);
    QCOMPARE(::symlinkat("/etc/passwd", user().descriptor(), "link"), 0);
    const auto locks = DatabaseLocks::take(user(), {"folder", "fifo", "link", "none", "", "../x"});
    QVERIFY(locks);
    QCOMPARE(statesOf(locks->probeAgain({})), isFree);
}

void FileLockTest::oneFileUnderTwoNames()
{
    QCOMPARE(::linkat(user().descriptor(), "collection.anki2", user().descriptor(), "media.db", 0),
             0);
    const auto locks = DatabaseLocks::take(user(), databases);
    QVERIFY(locks);
    QCOMPARE(statesOf(locks->probeAgain({{user(), databases}})), isFree);
}

void FileLockTest::twice()
{
    const auto first = DatabaseLocks::take(user(), databases);
    const auto second = DatabaseLocks::take(user(), databases);
    QVERIFY(first && !second);
    QVERIFY(second.error().code == Error::Code::InUse);
    QVERIFY(second.error().message().contains(QStringLiteral("in use by this program (")));
}

void FileLockTest::lockedByServer()
{
    HolderProcess server(QStringLiteral("exclusive"), file("collection.anki2"));
    QVERIFY(server.isReady());
    const auto refused = DatabaseLocks::take(user(), databases);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Error::Code::InUse);
    QCOMPARE(refused.error().detail, QStringLiteral("holder (pid %1)").arg(server.processId()));
    QVERIFY(server.letGo());
    QVERIFY(DatabaseLocks::take(user(), databases));
}

void FileLockTest::seesEveryByte_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("read locks") << QStringLiteral("read-lock");
    QTest::newRow("write locks") << QStringLiteral("write-lock");
}

// A restarted server locks less of the range than one that has just created its database.
void FileLockTest::seesEveryByte()
{
    QFETCH(QString, mode);
    HolderProcess server(mode, file("collection.anki2"));
    QVERIFY(server.isReady());
    QList<quint64> missed;
    for (quint64 byte = sqliteFirstByte; byte <= sqliteLastByte; ++byte) {
        QVERIFY2(server.order(QByteArray::number(byte)), server.errorText().constData());
        const auto refused = DatabaseLocks::take(user(), databases);
        if (refused || refused.error().code != Error::Code::InUse)
            missed.append(byte);
    }
    QCOMPARE(missed, QList<quint64>());
    for (const quint64 byte : {quint64{sqliteFirstByte} - 1, quint64{sqliteLastByte} + 1}) {
        QVERIFY2(server.order(QByteArray::number(byte)), server.errorText().constData());
        QVERIFY(DatabaseLocks::take(user(), databases));
    }
}

namespace {

// Runs a function as a user without privileges. The kernel keeps the uid for each thread, so only
// one thread changes.
template <typename Function>
void asAnother(Function function)
{
    std::thread([&function] {
        ::syscall(SYS_setresuid, 54321, 54321, 54321);
        function();
    }).join();
    ::prctl(PR_SET_DUMPABLE, 1);
}

} // namespace

void FileLockTest::noPermission()
{
    if (::geteuid() != 0)
        QSKIP("other users need root");
    for (const QByteArray &name : databases)
        ::chmod(QFile::encodeName(file(name.constData())).constData(), 0600);
    std::optional<Result<DatabaseLocks>> refused;
    asAnother([this, &refused] { refused = DatabaseLocks::take(user(), databases); });
    QVERIFY(!*refused);
    QVERIFY(refused->error().code == Error::Code::NoPermission);
}

// Moving a file does not require permission to write it.
void FileLockTest::withoutPermissionToWrite()
{
    if (::geteuid() != 0)
        QSKIP("other users need root");
    std::optional<Result<DatabaseLocks>> locks;
    asAnother([this, &locks] { locks = DatabaseLocks::take(user(), databases); });
    QVERIFY2(*locks, *locks ? "" : qPrintable(locks->error().message()));
    const QList<ProcLock> lines = Test::locksOn(file("collection.anki2"));
    QCOMPARE(lines.size(), 1);
    QVERIFY(!lines.first().isWrite);
    QCOMPARE(lines.first().first, 0x40000000U);
    QCOMPARE(lines.first().last, 0x400001FFU);
    // A server that wants to write waits in vain.
    qputenv("HOLDER_PATIENCE", "0");
    const auto patience = qScopeGuard([] { qunsetenv("HOLDER_PATIENCE"); });
    QVERIFY(!HolderProcess(QStringLiteral("transaction"), file("collection.anki2")).isReady());

    locks.reset();
    const HolderProcess server(QStringLiteral("exclusive"), file("collection.anki2"));
    QVERIFY(server.isReady());
    asAnother([this, &locks] { locks = DatabaseLocks::take(user(), databases); });
    QVERIFY(!*locks);
    QVERIFY(locks->error().code == Error::Code::InUse);
}

void FileLockTest::readOnlyMount()
{
    const QByteArray path = m_path.toLocal8Bit();
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(path.constData(), path.constData(), nullptr, MS_BIND, nullptr) != 0 ||
        ::mount(nullptr, path.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0)
        QSKIP("mounts are not allowed here");
    const auto unmount = qScopeGuard([&] { ::umount2(path.constData(), MNT_DETACH); });
    const auto folder = Directory::open(path);
    QCOMPARE(statesOf(probeInUse(*folder, databases)), isFree);
    const auto refused = DatabaseLocks::take(*folder, databases);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Error::Code::ReadOnly);
}

void FileLockTest::secondLook_data()
{
    QTest::addColumn<bool>("isMoved");
    QTest::addColumn<QByteArray>("held"); // below the root; empty for nobody
    QTest::addColumn<int>("state");
    QTest::newRow("nobody, not moved") << false << QByteArray() << isFree;
    QTest::newRow("nobody, moved") << true << QByteArray() << isFree;
    QTest::newRow("not moved, open") << false << QByteArray("user/collection.anki2") << isBusy;
    QTest::newRow("moved, open") << true << QByteArray("items/collection.anki2") << isBusy;
    QTest::newRow("moved, sidecar open")
        << true << QByteArray("items/collection.anki2-wal") << isBusy;
    QTest::newRow("a new one open in its place")
        << true << QByteArray("user/collection.anki2") << isBusy;
}

void FileLockTest::secondLook()
{
    QFETCH(bool, isMoved);
    QFETCH(QByteArray, held);
    const QByteArrayList names{"collection.anki2", "collection.anki2-wal",
                               "collection.media.server.db"};
    QVERIFY(user().writeNewFile("collection.anki2-wal", "left over", 0644));
    const auto locks = DatabaseLocks::take(user(), databases);
    QVERIFY(locks);
    if (isMoved) {
        for (const QByteArray &name : names)
            QVERIFY(user().rename(name, items(), name));
        QVERIFY(user().writeNewFile("collection.anki2", {}, 0644)); // as a server would
    }
    std::optional<HolderProcess> holder;
    if (!held.isEmpty()) {
        holder.emplace(QStringLiteral("open"), *m_root / QString::fromLatin1(held));
        QVERIFY(holder->isReady());
    }
    const QList<FilesIn> places{{user(), names}, {items(), names}};
    const InUse use = locks->probeAgain(places);
    QTEST(statesOf(use), "state");
    if (!holder)
        return;
    QCOMPARE(use.holders.size(), 1);
    QCOMPARE(use.holders.first().pid, holder->processId());
    QVERIFY(holder->letGo());
    QCOMPARE(statesOf(locks->probeAgain(places)), isFree);
}

void FileLockTest::ownReaderCounts()
{
    const auto locks = DatabaseLocks::take(user(), databases);
    QVERIFY(locks);
    const auto reader = user().openFile("collection.anki2");
    const InUse use = locks->probeAgain({});
    QCOMPARE(statesOf(use), isBusy);
    QVERIFY(use.holders.first().isThisProgram);
}

// The process of a FUSE file system has the files open for this process.
void FileLockTest::onFuse()
{
    const QByteArray mounted = QByteArray(m_root->bytes() + "/items");
    if (::geteuid() != 0 ||
        QProcess::execute(QStringLiteral("bindfs"), {m_path, QString::fromLocal8Bit(mounted)}) != 0)
        QSKIP("bindfs cannot mount here");
    const auto unmount = qScopeGuard([&] { ::umount2(mounted.constData(), MNT_DETACH); });
    const auto folder = Directory::open(mounted);
    const auto locks = DatabaseLocks::take(*folder, databases);
    QVERIFY(locks);
    const QList<FilesIn> places{{*folder, databases}};
    QCOMPARE(statesOf(locks->probeAgain(places)), isUnknown);
    HolderProcess holder(QStringLiteral("open"),
                         QString::fromLocal8Bit(mounted) + QStringLiteral("/collection.anki2"));
    QVERIFY(holder.isReady());
    QCOMPARE(statesOf(locks->probeAgain(places)), isBusy);
}

void FileLockTest::leavesNoTrace()
{
    const auto before = Test::TreeSnapshot::of(m_root->bytes());
    QTest::qSleep(20); // more than one tick of the time stamps' clock
    {
        const auto locks = DatabaseLocks::take(user(), databases);
        QVERIFY(locks);
        QCOMPARE(statesOf(locks->probeAgain({{user(), databases}})), isFree);
    }
    QCOMPARE(Test::TreeSnapshot::differences(before, Test::TreeSnapshot::of(m_root->bytes())),
             QStringList());
}

QTEST_GUILESS_MAIN(FileLockTest)
#include "tst_filelock.moc"
