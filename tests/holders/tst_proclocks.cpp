#include "holders/proclocks.h"

#include "base/directory.h"
#include "support/temporaryroot.h"

#include <QTest>

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <limits>

using namespace SyncAdmin;

class ProcLocksTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void line_data();
    Q_SLOT void line();
    Q_SLOT void skipsInvalidLines_data();
    Q_SLOT void skipsInvalidLines();
    Q_SLOT void device_data();
    Q_SLOT void device();
    Q_SLOT void overlap_data();
    Q_SLOT void overlap();
    Q_SLOT void realTable();
};

void ProcLocksTest::line_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isWrite");
    QTest::addColumn<qint64>("pid");
    QTest::addColumn<quint64>("last");

    const auto end = std::numeric_limits<quint64>::max();
    QTest::newRow("posix") << QByteArray("1: POSIX  ADVISORY  WRITE 811 fe:01:1234 1073741824 99\n")
                           << int(ProcLock::Kind::Posix) << true << qint64(811) << quint64(99);
    QTest::newRow("open file") << QByteArray(
                                      "12: OFDLCK ADVISORY  READ -1 fe:01:1234 1073741824 EOF")
                               << int(ProcLock::Kind::OpenFile) << false << qint64(0) << end;
    QTest::newRow("flock") << QByteArray("1: FLOCK  ADVISORY  WRITE 3 fe:01:1234 1073741824 EOF")
                           << int(ProcLock::Kind::Flock) << true << qint64(3) << end;
    QTest::newRow("lease") << QByteArray("1: LEASE  ACTIVE    WRITE 3 fe:01:1234 1073741824 EOF")
                           << int(ProcLock::Kind::Lease) << true << qint64(3) << end;
    QTest::newRow("deleg") << QByteArray("1: DELEG  ACTIVE    READ  3 fe:01:1234 1073741824 EOF")
                           << int(ProcLock::Kind::Lease) << false << qint64(3) << end;
    QTest::newRow("among garbage")
        << QByteArray("x\n\n1: POSIX  ADVISORY  READ  7 fe:01:1234 1073741824 5\n2: POSIX")
        << int(ProcLock::Kind::Posix) << false << qint64(7) << quint64(5);
}

void ProcLocksTest::line()
{
    QFETCH(QByteArray, text);
    const QList<ProcLock> locks = parseProcLocks(text);
    QCOMPARE(locks.size(), 1);
    QTEST(int(locks.first().kind), "kind");
    QTEST(locks.first().isWrite, "isWrite");
    QTEST(locks.first().pid, "pid");
    QTEST(locks.first().last, "last");
    QCOMPARE(locks.first().device, quint64(makedev(0xfe, 1)));
    QCOMPARE(locks.first().inode, 1234U);
    QCOMPARE(locks.first().first, 0x40000000U);
}

void ProcLocksTest::skipsInvalidLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    // It waits for line 1 and holds no lock.
    QTest::newRow("waiting") << QByteArray("1: -> POSIX  ADVISORY  WRITE 811 fe:01:1234 0 EOF");
    QTest::newRow("unknown kind") << QByteArray("1: NEWLCK ADVISORY  WRITE 811 fe:01:1234 0 EOF");
    QTest::newRow("no inode") << QByteArray("1: POSIX  ADVISORY  WRITE 811 <none>:0 0 EOF");
    QTest::newRow("inode is text") << QByteArray("1: POSIX  ADVISORY  WRITE 811 fe:01:x 0 EOF");
    QTest::newRow("device is text") << QByteArray("1: POSIX  ADVISORY  WRITE 811 zz:01:5 0 EOF");
    QTest::newRow("cut off") << QByteArray("1: POSIX  ADVISORY  WRITE 811 fe:01:1234 0");
}

void ProcLocksTest::skipsInvalidLines()
{
    QFETCH(QByteArray, text);
    QCOMPARE(parseProcLocks(text).size(), 0);
}

void ProcLocksTest::device_data()
{
    QTest::addColumn<quint64>("mountId");
    QTest::addColumn<quint64>("expected");
    QTest::newRow("disk") << quint64(26) << quint64(makedev(254, 0));
    QTest::newRow("btrfs") << quint64(140) << quint64(makedev(0, 45));
    QTest::newRow("odd device") << quint64(141) << quint64(0);
    QTest::newRow("not there") << quint64(1) << quint64(0);
}

void ProcLocksTest::device()
{
    QFETCH(quint64, mountId);
    const QByteArray text("26 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
                          "140 26 0:45 /@/data /srv/a\\040b rw shared:3 - btrfs /dev/vdb rw\n"
                          "141 26 x / / rw\n"
                          "142");
    QTEST(deviceOfMount(text, mountId), "expected");
}

void ProcLocksTest::overlap_data()
{
    QTest::addColumn<quint64>("first");
    QTest::addColumn<quint64>("last");
    QTest::addColumn<bool>("overlaps");
    const auto row = [](const char *name, quint64 first, quint64 last, bool overlaps) {
        QTest::newRow(name) << first << last << overlaps;
    };
    row("before", 0, sqliteFirstByte - 1, false);
    row("pending byte", sqliteFirstByte, sqliteFirstByte, true);
    row("reserved byte", sqliteFirstByte + 1, sqliteFirstByte + 1, true);
    row("shared range", sqliteFirstByte + 2, sqliteLastByte, true);
    row("last byte", sqliteLastByte, sqliteLastByte, true);
    row("whole file", 0, std::numeric_limits<quint64>::max(), true);
    row("around the end", sqliteLastByte, sqliteLastByte + 8, true);
    row("after", sqliteLastByte + 1, std::numeric_limits<quint64>::max(), false);
}

void ProcLocksTest::overlap()
{
    QFETCH(quint64, first);
    QFETCH(quint64, last);
    ProcLock lock;
    lock.first = first;
    lock.last = last;
    QTEST(lock.overlaps(sqliteFirstByte, sqliteLastByte), "overlaps");
}

void ProcLocksTest::realTable()
{
    const Test::TemporaryRoot root;
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder);
    QVERIFY(folder->writeNewFile("file", "content", 0600));
    const auto file = folder->openFileForWriting("file");
    const auto status = folder->status("file");
    QVERIFY(file && status);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_start = 10;
    lock.l_len = 5;
    QCOMPARE(::fcntl(file->get(), F_SETLK, &lock), 0);

    // The kernel returns the table page by page, so a line can be missing or appear twice while
    // other processes take and release locks.
    QList<ProcLock> own;
    QTRY_VERIFY(([&] {
        own.clear();
        for (const ProcLock &line : parseProcLocks(readProcFile("/proc/locks"))) {
            if (line.inode == status->inode && line.pid == ::getpid())
                own.append(line);
        }
        return own.size() == 1;
    }()));
    QCOMPARE(own.first().first, 10U);
    QCOMPARE(own.first().last, 14U);
    QVERIFY(own.first().isWrite);
    const quint64 ofMount = deviceOfMount(readProcFile("/proc/self/mountinfo"), status->mountId);
    if (ofMount == 0)
        QSKIP("the folder's mount is none that this process sees");
    QCOMPARE(own.first().device, ofMount);
}

QTEST_GUILESS_MAIN(ProcLocksTest)
#include "tst_proclocks.moc"
