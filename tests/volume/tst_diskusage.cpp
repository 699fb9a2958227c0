#include "volume/diskusage.h"

#include "support/failingcalls.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using Class = DiskUsage::Class;

namespace {

Result<DiskUsage> measured(const QByteArray &path, int threads = 1, const Task &task = {})
{
    const auto folder = Directory::open(path);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto entries = entriesOf(*folder, Layout::Community | Layout::Official);
    if (!entries)
        return tl::unexpected(entries.error());
    return measureUserFolder(*folder, *entries, threads, task);
}

bool isEqual(const DiskUsage &a, const DiskUsage &b)
{
    for (int i = 0; i < DiskUsage::classCount; ++i) {
        const auto which = static_cast<Class>(i);
        if (a.of(which).files != b.of(which).files || a.of(which).bytes != b.of(which).bytes ||
            a.of(which).allocated != b.of(which).allocated)
            return false;
    }
    return a.links == b.links && a.unreadable.size() == b.unreadable.size();
}

} // namespace

class TestDiskUsage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixtures_data();
    void fixtures();
    void classes();
    void hardLinksOnce_data();
    void hardLinksOnce();
    void linksAreNotFollowed();
    void otherFileSystemIsNotEntered();
    void sparseFiles();
    void deepFolders();
    void unreadableFolder();
    void vanishedFolder();
    void sameWithAnyThreads_data();
    void sameWithAnyThreads();
    void cancels_data();
    void cancels();
};

void TestDiskUsage::fixtures_data()
{
    QTest::addColumn<QString>("archive");
    QTest::addColumn<qint64>("files");
    QTest::addColumn<qint64>("bytes");

    QTest::newRow("at rest") << u"community-at-rest.tar.gz"_s << qint64(60) << qint64(240'300);
    QTest::newRow("in use") << u"community-wal-in-use.tar.gz"_s << qint64(62) << qint64(372'028);
}

void TestDiskUsage::fixtures()
{
    QFETCH(QString, archive);
    QFETCH(qint64, files);
    QFETCH(qint64, bytes);
    const TemporaryRoot root;
    QVERIFY(root.unpack(archive));
    const auto usage = measured(root.bytes() + "/collections/alice");
    QVERIFY(usage);
    QCOMPARE(usage->total().files, files);
    QCOMPARE(usage->total().bytes, bytes);
    QCOMPARE(usage->of(Class::Media).files, 57);
    QCOMPARE(usage->of(Class::Media).bytes, 10'924);
    QCOMPARE(usage->inFolder("collection.media", Class::Media).bytes, 10'924);
}

void TestDiskUsage::classes()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"media/sub"_s) && makePath(root / u"other"_s));
    const QList<std::pair<QString, Class>> files{
        {u"collection.anki2"_s, Class::Collection},
        {u"collection.anki2-wal"_s, Class::Collection},
        {u"collection.anki2-journal"_s, Class::Collection},
        {u"media.db"_s, Class::MediaDatabase},
        {u"media.db-shm"_s, Class::MediaDatabase},
        {u"collection.media.server.db"_s, Class::MediaDatabase},
        {u"collection.media.server.db.backup"_s, Class::MediaDatabase},
        {u"collection.media.db2"_s, Class::MediaDatabase},
        {u"media/a.jpg"_s, Class::Media},
        {u"media/sub/b.jpg"_s, Class::Media},
        {u"media/collection.anki2"_s, Class::Media},
        {u"media/x.tmp"_s, Class::Media},
        {u"media/.tmp_1"_s, Class::Temporary},
        {u"media/sub/.tmp_2"_s, Class::Temporary},
        {u"collection.anki2.tmp"_s, Class::Temporary},
        {u".tmpAbC123"_s, Class::Temporary},
        {u"collection.anki2.bak"_s, Class::Other},
        {u"x.tmp"_s, Class::Other},
        {u"notes.txt"_s, Class::Other},
        {u"other/media.db"_s, Class::Other},
        {u"other/.tmp"_s, Class::Other},
        {u".nfs0001"_s, Class::Other},
    };
    std::array<qint64, DiskUsage::classCount> expected = {};
    qint64 size = 1;
    for (const auto &[name, which] : files) {
        QVERIFY(writeBytes(root / name, QByteArray(size, 'x')));
        expected[static_cast<size_t>(which)] += size;
        size *= 2;
    }
    const auto usage = measured(root.bytes());
    QVERIFY(usage);
    for (int i = 0; i < DiskUsage::classCount; ++i)
        QCOMPARE(usage->of(static_cast<Class>(i)).bytes, expected[static_cast<size_t>(i)]);
    QCOMPARE(usage->total().files, files.size());
    QCOMPARE(usage->inFolder("media").files, 6);
    QCOMPARE(usage->inFolder("media", Class::Temporary).files, 2);
    QCOMPARE(usage->inFolder("other").files, 2);
    QCOMPARE(usage->inFolder("none").files, 0);
}

void TestDiskUsage::hardLinksOnce_data()
{
    QTest::addColumn<int>("threads");
    QTest::newRow("one thread") << 1;
    QTest::newRow("eight threads") << 8;
}

void TestDiskUsage::hardLinksOnce()
{
    QFETCH(int, threads);
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"user/media"_s) && writeBytes(root / u"outside"_s, "12345"));
    QVERIFY(writeBytes(root / u"user/media/0"_s, QByteArray(100, 'x')));
    constexpr int count = 4000;
    const QByteArray folder = root.bytes() + "/user/media/";
    for (int i = 1; i < count; ++i) {
        const QByteArray name = folder + "a-name-of-some-length-" + QByteArray::number(i);
        QCOMPARE(::link((root / "user/media/0").constData(), name.constData()), 0);
    }
    QCOMPARE(::link((root / "outside").constData(), (root / "user/inside").constData()), 0);
    const auto usage = measured(root.bytes() + "/user", threads);
    QVERIFY(usage);
    QCOMPARE(usage->total().files, 2);
    QCOMPARE(usage->total().bytes, 105);
}

void TestDiskUsage::linksAreNotFollowed()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"user"_s) && makePath(root / u"big"_s));
    QVERIFY(writeBytes(root / u"big/file"_s, QByteArray(100'000, 'x')));
    QCOMPARE(::symlink("../big", (root / "user/media").constData()), 0);
    QCOMPARE(::symlink("../big/file", (root / "user/collection.anki2").constData()), 0);
    QCOMPARE(::symlink(".", (root / "user/loop").constData()), 0);
    QCOMPARE(::mkfifo((root / "user/fifo").constData(), 0600), 0);
    const auto usage = measured(root / "user");
    QVERIFY(usage);
    QCOMPARE(usage->total().files, 0);
    QCOMPARE(usage->total().bytes, 0);
    QCOMPARE(usage->links, 3);
}

void TestDiskUsage::otherFileSystemIsNotEntered()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"media/mounted"_s) && writeBytes(root / u"media/a"_s, "x"));
    const Mounted mount({u"-t"_s, u"tmpfs"_s, u"tmpfs"_s}, root / u"media/mounted"_s);
    if (!mount.isActive())
        QSKIP("mounting is not allowed here");
    QVERIFY(writeBytes(root / u"media/mounted/b"_s, "x"));
    const auto usage = measured(root.bytes());
    QVERIFY(usage);
    QCOMPARE(usage->total().files, 1);
    QCOMPARE(usage->otherFileSystems, QStringList(root / u"media/mounted"_s));
}

void TestDiskUsage::sparseFiles()
{
    const TemporaryRoot root;
    const FileDescriptor file(
        ::open((root / "collection.anki2").constData(), O_CREAT | O_WRONLY, 0600));
    constexpr qint64 size = 1LL << 40;
    QCOMPARE(::ftruncate(file.get(), size), 0);
    const auto usage = measured(root.bytes());
    QVERIFY(usage);
    QCOMPARE(usage->total().bytes, size);
    QVERIFY(usage->total().allocated < 1024 * 1024);
}

// Folders that are too deep are reported, never skipped silently.
void TestDiskUsage::deepFolders()
{
    const TemporaryRoot root;
    constexpr int levels = 300;
    auto folder = Directory::open(root.bytes());
    QVERIFY(folder->writeNewFile("file", "x", 0600));
    for (int i = 0; i < levels; ++i) {
        folder = folder->makeFolder("d", 0700);
        QVERIFY(folder && folder->writeNewFile("file", "x", 0600));
    }
    folder = Directory::open("/");
    const auto usage = measured(root.bytes());
    QVERIFY(usage);
    if (usage->total().files < levels + 1) {
        QVERIFY(usage->total().files > 100);
        QCOMPARE(usage->unreadable.size(), 1);
    }
}

void TestDiskUsage::unreadableFolder()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"media/closed"_s) && writeBytes(root / u"media/closed/a"_s, "x"));
    QVERIFY(writeBytes(root / u"media/b"_s, "x"));
    QCOMPARE(::chmod((root / "media/closed").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    const auto usage = measured(root.bytes());
    QVERIFY(usage);
    QCOMPARE(usage->total().files, 1);
    QCOMPARE(usage->unreadable, QStringList(root / u"media/closed"_s));
}

void TestDiskUsage::vanishedFolder()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"gone"_s) && writeBytes(root / u"file"_s, "x"));
    const auto calls = std::make_shared<FailingCalls>();
    const auto folder = Directory::open(root.bytes(), calls);
    QVERIFY(folder);
    const auto entries = entriesOf(*folder, Layout::Community | Layout::Official);
    QVERIFY(entries);
    calls->runBefore(
        1, [&root] { QDir(root.path()).rmdir(u"gone"_s); }, FailingCalls::Kind::Open);
    const auto usage = measureUserFolder(*folder, *entries, 1, {});
    QVERIFY(calls->hasFired());
    QVERIFY(usage);
    QCOMPARE(usage->unreadable, QStringList());
    QCOMPARE(usage->total().files, 1);
}

void TestDiskUsage::sameWithAnyThreads_data()
{
    QTest::addColumn<int>("threads");
    for (const int threads : {1, 2, 8})
        QTest::addRow("%d threads", threads) << threads;
}

void TestDiskUsage::sameWithAnyThreads()
{
    static std::unique_ptr<TemporaryRoot> root;
    constexpr int count = 20'000;
    if (!root) {
        root = std::make_unique<TemporaryRoot>();
        QVERIFY(makePath(*root / u"media/sub"_s));
        for (int i = 0; i < count; ++i) {
            const QString name = u"media/%1%2-%3"_s.arg(i % 100 == 0 ? u".tmp_"_s : QString())
                                     .arg(i)
                                     .arg(u"x"_s.repeated(20));
            QVERIFY(writeBytes(*root / name, QByteArray(i % 7, 'x')));
        }
    }
    static const auto single = measured(root->bytes());
    QVERIFY(single);
    QCOMPARE(single->of(Class::Temporary).files, count / 100);
    QCOMPARE(single->of(Class::Media).files, count - count / 100);
    QFETCH(int, threads);
    qint64 last = 0;
    const Task task{[&last](const Progress &progress) { last = progress.done; }, {}};
    for (int again = 0; again < 5; ++again)
        QVERIFY(isEqual(*measured(root->bytes(), threads, task), *single));
    QVERIFY(last > count / 2);
    if (threads == 8)
        root.reset();
}

void TestDiskUsage::cancels_data()
{
    hardLinksOnce_data();
}

void TestDiskUsage::cancels()
{
    QFETCH(int, threads);
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"media"_s));
    for (int i = 0; i < 10'000; ++i)
        QVERIFY(writeBytes(root / u"media/%1"_s.arg(i), {}));
    std::stop_source stop;
    const Task task{[&stop](const Progress &) { stop.request_stop(); }, stop.get_token()};
    const auto usage = measured(root.bytes(), threads, task);
    QVERIFY(!usage);
    QCOMPARE(usage.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(TestDiskUsage)

#include "tst_diskusage.moc"
