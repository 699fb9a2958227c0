#include "database/stamp.h"

#include "analysis/collectionstats.h"
#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"

#include <QElapsedTimer>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

struct Counted
{
    qint64 accepted = 0;
    qint64 wrong = 0;
    qint64 refused = 0; // readings that failed with ChangingWhileRead
    QString firstWrong;
};

// Reads until `wanted` readings succeeded or the time is over. At every commit the writer has as
// many notes as cards, and col.usn is their number.
Counted readAgainstWriter(const TemporaryRoot &root, const QString &below, bool guarded,
                          qint64 wanted, qint64 milliseconds)
{
    Counted counted;
    const auto folder = Directory::open(QFile::encodeName(root / below));
    QElapsedTimer timer;
    timer.start();
    while (counted.accepted < wanted && !timer.hasExpired(milliseconds)) {
        CollectionStats stats;
        const auto read = readDatabase(
            *folder, "collection.anki2", {2000, guarded}, {}, [&stats](Database &database) {
                const auto found = readCollectionStats(database);
                stats = found.value_or(CollectionStats());
                return found ? Result<>() : Result<>(tl::unexpected(found.error()));
            });
        if (!read && read.error().code == Error::Code::ChangingWhileRead) {
            ++counted.refused;
            continue;
        }
        ++counted.accepted;
        if (read && stats.cards == stats.notes && stats.cards == stats.usn && stats.cards >= 300)
            continue;
        ++counted.wrong;
        if (counted.firstWrong.isEmpty()) {
            counted.firstWrong = read ? u"%1 cards, %2 notes, USN %3"_s.arg(stats.cards)
                                            .arg(stats.notes)
                                            .arg(stats.usn)
                                      : read.error().message();
        }
    }
    qInfo("%lld accepted, %lld wrong, %lld refused, in %lld ms", counted.accepted, counted.wrong,
          counted.refused, timer.elapsed());
    return counted;
}

enum class Size {
    Small, // read at once; a change in between is rare
    Large, // read page by page
};

bool writeForWriter(const TemporaryRoot &root, const QString &below, Size size = Size::Large)
{
    const QString path = root / (below + u"/collection.anki2"_s);
    Demo::CollectionSpec spec;
    spec.schema = 11;
    spec.cards = spec.notes = 300;
    return makePath(root / below) && Demo::writeCollection(path, spec).has_value() &&
           (size == Size::Small ||
            runSql(path, "CREATE TABLE pad AS SELECT zeroblob(1000000)").isEmpty());
}

qint64 wantedReads(qint64 usual)
{
    bool isSet = false;
    const int reads = qEnvironmentVariableIntValue("SYNCADMIN_GUARD_READS", &isSet);
    return isSet ? reads : usual;
}

} // namespace

// Reads against a writer that never stops; with SYNCADMIN_GUARD_READS=100000 (guard.sh) until all
// are done.
class TestStampGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsNoWrongFigureThrough_data();
    void letsNoWrongFigureThrough();
    void coarseStampsAreWaitedFor();
    void figuresAreWrongWithoutIt_data();
    void figuresAreWrongWithoutIt();
    void noticesEveryChange_data();
    void noticesEveryChange();
    void wholeSecondsAreYoungForLong();
};

void TestStampGuard::letsNoWrongFigureThrough_data()
{
    QTest::addColumn<QString>("journal");
    QTest::addColumn<int>("size");
    QTest::newRow("WAL, large") << u"wal"_s << int(Size::Large);
    QTest::newRow("delete, large") << u"delete"_s << int(Size::Large);
    QTest::newRow("WAL, small") << u"wal"_s << int(Size::Small);
    QTest::newRow("delete, small") << u"delete"_s << int(Size::Small);
}

void TestStampGuard::letsNoWrongFigureThrough()
{
    QFETCH(QString, journal);
    QFETCH(int, size);
    const TemporaryRoot root;
    QVERIFY(writeForWriter(root, u"user"_s, Size(size)));
    const HolderProcess writer(u"writer"_s, root / u"user/collection.anki2"_s,
                               {journal, u"1500"_s});
    QVERIFY(writer.isReady());
    const qint64 wanted = wantedReads(1000);
    const Counted counted = readAgainstWriter(root, u"user"_s, true, wanted, 30'000 + wanted * 20);
    QVERIFY2(counted.wrong == 0, qPrintable(counted.firstWrong));
    QVERIFY(counted.accepted > std::min<qint64>(wanted / 4, 1000));
}

// ramfs has coarse time stamps on every kernel.
void TestStampGuard::coarseStampsAreWaitedFor()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"mounted"_s));
    const Mounted mount({u"-t"_s, u"ramfs"_s, u"ramfs"_s}, root / u"mounted"_s);
    if (!mount.isActive())
        QSKIP("mounting is not allowed here");
    QVERIFY(writeForWriter(root, u"mounted/user"_s));
    const HolderProcess writer(u"writer"_s, root / u"mounted/user/collection.anki2"_s,
                               {u"delete"_s, u"6000"_s});
    QVERIFY(writer.isReady());
    const Counted counted = readAgainstWriter(root, u"mounted/user"_s, true, 1500, 5'000);
    QVERIFY2(counted.wrong == 0, qPrintable(counted.firstWrong));
    QVERIFY(counted.accepted > 100);
}

void TestStampGuard::figuresAreWrongWithoutIt_data()
{
    QTest::addColumn<QString>("journal");
    QTest::newRow("WAL") << u"wal"_s;
    QTest::newRow("delete") << u"delete"_s;
}

void TestStampGuard::figuresAreWrongWithoutIt()
{
    QFETCH(QString, journal);
    const TemporaryRoot root;
    QVERIFY(writeForWriter(root, u"user"_s));
    const HolderProcess writer(u"writer"_s, root / u"user/collection.anki2"_s, {journal, u"100"_s});
    QVERIFY(writer.isReady());
    for (int again = 0; again < 30; ++again) {
        if (readAgainstWriter(root, u"user"_s, false, 500, 2'000).wrong > 0)
            return;
    }
    QFAIL("nothing wrong was read, so this test shows nothing");
}

void TestStampGuard::noticesEveryChange_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("database") << "collection.anki2"_ba;
    QTest::newRow("-wal") << "collection.anki2-wal"_ba;
    QTest::newRow("-journal") << "collection.anki2-journal"_ba;
}

void TestStampGuard::noticesEveryChange()
{
    QFETCH(QByteArray, name);
    const TemporaryRoot root;
    for (const QString &part : {u""_s, u"-wal"_s, u"-journal"_s})
        QVERIFY(writeBytes(root / (u"collection.anki2"_s + part), QByteArray(4096, 'x')));
    const QByteArray path = root / name.constData();
    const auto folder = Directory::open(root.bytes());
    const auto isNoticed = [&](const std::function<void()> &change) {
        QTest::qWait(20);
        const auto opened = openStamped(*folder, "collection.anki2");
        if (!opened || opened->stamp.isTooYoung() ||
            !isUnchanged(*folder, "collection.anki2", *opened))
            return false;
        change();
        return !isUnchanged(*folder, "collection.anki2", *opened);
    };
    const auto overwrite = [&path] {
        const FileDescriptor file(::open(path.constData(), O_WRONLY));
        return ::pwrite(file.get(), "y", 1, 2000) == 1;
    };
    QVERIFY(isNoticed([&] { overwrite(); }));
    QVERIFY(isNoticed([&] { // even if the clock is turned back
        struct stat status = {};
        ::stat(path.constData(), &status);
        overwrite();
        const timespec times[2] = {status.st_atim, status.st_mtim};
        ::utimensat(AT_FDCWD, path.constData(), times, 0);
    }));
    QVERIFY(isNoticed([&] { ::truncate(path.constData(), 5000); }));
    QVERIFY(isNoticed([&] { ::chmod(path.constData(), 0600); }));
    QVERIFY(isNoticed([&] { // the file is replaced
        const QByteArray other = path + ".new";
        writeBytes(QFile::decodeName(other), QByteArray(5000, 'x'));
        ::rename(other.constData(), path.constData());
    }));
    QVERIFY(isNoticed([&] { ::unlink(path.constData()); }));
    if (name != "collection.anki2")
        QVERIFY(isNoticed([&] { writeBytes(QFile::decodeName(path), {}); }));
}

// A file system with stamps of whole seconds cannot distinguish two writes within one second.
void TestStampGuard::wholeSecondsAreYoungForLong()
{
    DatabaseStamp stamp;
    timespec now = {};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    stamp.taken = now.tv_sec * 1'000'000'000 + 900'000'000;
    stamp.main.exists = true;
    stamp.main.status.modified = stamp.main.status.changed = now.tv_sec * 1'000'000'000;
    QVERIFY(stamp.isTooYoung());
    stamp.main.status.modified = stamp.main.status.changed += 1;
    QVERIFY(!stamp.isTooYoung());
    stamp.main.status.modified = stamp.main.status.changed = (now.tv_sec - 3) * 1'000'000'000;
    QVERIFY(!stamp.isTooYoung());
    stamp.main.status.modified = stamp.main.status.changed = stamp.taken - 1;
    QVERIFY(stamp.isTooYoung());
}

QTEST_GUILESS_MAIN(TestStampGuard)

#include "tst_stampguard.moc"
