#include "accounts/accounts.h"
#include "engine/execution.h"
#include "holders/filelock.h"
#include "operations/resetplanner.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

// Counts how often a file is opened, under any name.
class OpenCounter
{
public:
    explicit OpenCounter(const QByteArray &path)
        : m_queue(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        m_isWatching = ::inotify_add_watch(m_queue.get(), path.constData(), IN_OPEN) >= 0;
    }

    bool isWatching() const { return m_isWatching; }
    int count()
    {
        alignas(inotify_event) std::array<char, 4096> buffer;
        for (ssize_t got = 0; (got = ::read(m_queue.get(), buffer.data(), buffer.size())) > 0;)
            m_count += static_cast<int>(got / static_cast<ssize_t>(sizeof(inotify_event)));
        return m_count;
    }

private:
    FileDescriptor m_queue;
    bool m_isWatching = false;
    int m_count = 0;
};

bool makeSpecial(const QByteArray &path, mode_t kind)
{
    // The null device, because opening others can have any effect.
    const dev_t device = kind == S_IFCHR ? makedev(1, 3) : 0;
    return ::mknod(path.constData(), kind | 0666, device) == 0;
}

} // namespace

// Devices and FIFOs in the place of a server's files, where its user can put them. Opening one can
// have side effects, so none may be opened.
class TestSpecialFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folderOpensNone_data() { addKinds(); }
    void folderOpensNone();
    void replacedWhileOpened_data() { addKinds(); }
    void replacedWhileOpened();
    void noOperationOpensOne_data();
    void noOperationOpensOne();
    void withoutProc();

private:
    static void addKinds();
};

void TestSpecialFiles::addKinds()
{
    QTest::addColumn<uint>("kind");
    QTest::newRow("FIFO") << uint(S_IFIFO);
    QTest::newRow("socket") << uint(S_IFSOCK);
    QTest::newRow("device") << uint(S_IFCHR);
}

void TestSpecialFiles::folderOpensNone()
{
    QFETCH(uint, kind);
    const TemporaryRoot root;
    if (!makeSpecial(root / "special", kind))
        QSKIP("none can be made here");
    OpenCounter opened(root / "special");
    QVERIFY(opened.isWatching());
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder);
    const auto notAFile = Error::Code::NotAFile;
    QVERIFY(folder->openFile("special").error().code == notAFile);
    QVERIFY(folder->openFileForWriting("special").error().code == notAFile);
    QVERIFY(folder->openWithStatus("special").error().code == notAFile);
    QVERIFY(folder->openForAppending("special", 0600).error().code == notAFile);
    QVERIFY(folder->openOrMakeFile("special", 0600).error().code == notAFile);
    QVERIFY(folder->readFile("special", 100).error().code == notAFile);
    QVERIFY(folder->openFolder("special").error().code == Error::Code::NotAFolder);
    QCOMPARE(opened.count(), 0);
}

// The file is replaced between the check and the open.
void TestSpecialFiles::replacedWhileOpened()
{
    QFETCH(uint, kind);
    constexpr int minTries = 3000;
    const QDeadlineTimer limit(30'000);
    const TemporaryRoot root;
    if (!makeSpecial(root / "special", kind))
        QSKIP("none can be made here");
    QVERIFY(writeBytes(root / u"media.db"_s, "content"));
    OpenCounter opened(root / "special");
    QVERIFY(opened.isWatching());
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder);
    std::atomic<bool> isEnded = false;
    std::thread swapper([&] {
        while (!isEnded)
            ::renameat2(folder->descriptor(), "special", folder->descriptor(), "media.db",
                        RENAME_EXCHANGE);
    });
    int files = 0;
    int others = 0;
    for (int i = 0; i < minTries || ((files == 0 || others == 0) && !limit.hasExpired()); ++i) {
        const auto file =
            i % 2 == 0 ? folder->openFile("media.db") : folder->openFileForWriting("media.db");
        ++(file ? files : others);
    }
    isEnded = true;
    swapper.join();
    QCOMPARE(opened.count(), 0);
    QVERIFY2(files > 0 && others > 0, "the files did not change places");
}

void TestSpecialFiles::noOperationOpensOne_data()
{
    QTest::addColumn<uint>("kind");
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"collection.anki2", "collection.anki2-wal", "collection.anki2-journal",
                             "media.db", "media.db-wal", ".tmpAbCdEf"}) {
        QTest::addRow("FIFO as %s", name) << uint(S_IFIFO) << QByteArray(name);
        QTest::addRow("device as %s", name) << uint(S_IFCHR) << QByteArray(name);
    }
}

void TestSpecialFiles::noOperationOpensOne()
{
    QFETCH(uint, kind);
    QFETCH(QByteArray, name);
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"alice/media"_s));
    for (const QString &database : {u"collection.anki2"_s, u"media.db"_s})
        QCOMPARE(runSql(root / u"alice/"_s + database, "CREATE TABLE t (n)"), QString());
    const QByteArray path = root / "alice/" + name;
    QFile::remove(QFile::decodeName(path));
    if (!makeSpecial(path, kind))
        QSKIP("none can be made here");
    OpenCounter opened(path);
    const QByteArray sessions = root / "session.db";
    QVERIFY(makeSpecial(sessions, kind));
    OpenCounter openedSessions(sessions);
    QVERIFY(opened.isWatching() && openedSessions.isWatching());

    const auto dataRoot = DataRoot::open(root.bytes());
    QVERIFY(dataRoot);
    static_cast<void>(readAccounts(*dataRoot, {}));
    const auto folder = Directory::open(root / "alice");
    QVERIFY(folder);
    QVERIFY(probeInUse(*folder, {name}).state == InUse::State::Free);
    QVERIFY(DatabaseLocks::take(*folder, {name}));
    const auto analysis = analysed(root.path(), "alice");
    QVERIFY(analysis);
    const auto plan = planReset(*analysis, {});
    QVERIFY(plan);
    const ResetReport report = execute(*plan, {}, {});
    QVERIFY2(report.outcome == ResetReport::Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    QCOMPARE(opened.count(), 0);
    QCOMPARE(openedSessions.count(), 0);
}

void TestSpecialFiles::withoutProc()
{
    const TemporaryRoot root;
    QVERIFY(writeBytes(root / u"file"_s, "content"));
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder && folder->openFile("file"));
    bool isHidden = false;
    Result<FileDescriptor> file;
    // A mount namespace for this thread only.
    std::thread([&] {
        isHidden = ::unshare(CLONE_NEWNS) == 0 &&
                   ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                   ::mount("none", "/proc", "tmpfs", 0, nullptr) == 0;
        file = folder->openFile("file");
    }).join();
    if (!isHidden)
        QSKIP("mounts are not allowed here");
    QVERIFY(!file);
    QVERIFY(file.error().code == Error::Code::Unsupported);
    QVERIFY2(file.error().message().contains(u"/proc is not mounted"_s),
             qPrintable(file.error().message()));
}

QTEST_GUILESS_MAIN(TestSpecialFiles)
#include "tst_specialfiles.moc"
