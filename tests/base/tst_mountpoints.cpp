#include "base/mountpoints.h"

#include <QTest>

using namespace SyncAdmin;

class TestMountPoints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses();
    void skipsInvalidLines_data();
    void skipsInvalidLines();
    void deepest_data();
    void deepest();
};

namespace {

constexpr auto text = "22 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda1 rw\n"
                      "30 22 0:26 /sub /srv/an\\040ki rw - nfs4 server:/a\\040b rw,vers=4.2\n"
                      "31 22 0:27 / /srv rw - autofs systemd-1 rw\n"
                      "32 31 0:28 / /srv rw shared:9 - xfs /dev/vdb rw\n";

}

void TestMountPoints::parses()
{
    const QList<MountPoint> mounts = parseMountInfo(text);
    QCOMPARE(mounts.size(), 4);
    QCOMPARE(mounts.at(0).path, "/");
    QCOMPARE(mounts.at(0).fileSystem, "ext4");
    QCOMPARE(mounts.at(0).source, "/dev/vda1");
    QCOMPARE(mounts.at(1).path, "/srv/an ki");
    QCOMPARE(mounts.at(1).fileSystem, "nfs4");
    QCOMPARE(mounts.at(1).source, "server:/a b");
}

void TestMountPoints::skipsInvalidLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray("22 1 254:0 /");
    QTest::newRow("no path") << QByteArray("22 1 254:0 / relative rw - ext4 x rw");
    QTest::newRow("bytes") << QByteArray(5000, '\xff');
    QTest::newRow("blanks") << QByteArray(5000, ' ');
}

void TestMountPoints::skipsInvalidLines()
{
    QFETCH(QByteArray, line);
    QCOMPARE(parseMountInfo(line + '\n' + text).size(), 4);
}

void TestMountPoints::deepest_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fileSystem");
    QTest::newRow("root") << QByteArray("/data") << QByteArray("ext4");
    QTest::newRow("the last of two") << QByteArray("/srv/x") << QByteArray("xfs");
    QTest::newRow("itself") << QByteArray("/srv/an ki") << QByteArray("nfs4");
    QTest::newRow("only begins alike") << QByteArray("/srv/an kind") << QByteArray("xfs");
    QTest::newRow("relative") << QByteArray("data") << QByteArray();
}

void TestMountPoints::deepest()
{
    QFETCH(QByteArray, path);
    const QList<MountPoint> mounts = parseMountInfo(text);
    const MountPoint *mount = mountOf(path, mounts);
    QTEST(mount == nullptr ? QByteArray() : mount->fileSystem, "fileSystem");
}

QTEST_GUILESS_MAIN(TestMountPoints)
#include "tst_mountpoints.moc"
