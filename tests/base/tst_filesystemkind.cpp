#include "base/filesystemkind.h"

#include <QTest>

#include <linux/magic.h>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

class TestFileSystemKind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void ofProc();
};

void TestFileSystemKind::kinds_data()
{
    QTest::addColumn<quint64>("magic");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isLocal");
    QTest::addColumn<bool>("isRemote");
    const auto row = [](quint64 magic, const QString &name, bool isLocal, bool isRemote) {
        QTest::newRow(qPrintable(name)) << magic << name << isLocal << isRemote;
    };
    row(EXT4_SUPER_MAGIC, u"ext4"_s, true, false);
    row(TMPFS_MAGIC, u"tmpfs"_s, true, false);
    row(OVERLAYFS_SUPER_MAGIC, u"overlay"_s, true, false);
    row(NFS_SUPER_MAGIC, u"NFS"_s, false, true);
    row(FUSE_SUPER_MAGIC, u"FUSE"_s, false, true);
    row(SMB_SUPER_MAGIC, u"SMB"_s, false, true);
    row(OCFS2_SUPER_MAGIC, u"OCFS2"_s, false, true);
    row(AFS_SUPER_MAGIC, u"AFS"_s, false, true);
    row(0x786f4256, u"VirtualBox shared folder"_s, false, true);
    // Local, but it is untested whether a lease detects every opener.
    row(0x2fc12fc1, u"ZFS"_s, false, false);
    row(F2FS_SUPER_MAGIC, u"f2fs"_s, false, false);
    row(0x12345678, u"0x12345678"_s, false, false);
}

void TestFileSystemKind::kinds()
{
    QFETCH(quint64, magic);
    const FileSystemKind kind = fileSystemKindFromMagic(magic);
    QTEST(kind.name, "name");
    QTEST(kind.isLocal, "isLocal");
    QTEST(kind.isRemote, "isRemote");
}

void TestFileSystemKind::ofProc()
{
    QCOMPARE(fileSystemKindOf("/proc/self").name, u"0x9fa0"_s);
    QVERIFY(!fileSystemKindOf("/does/not/exist").isLocal);
}

QTEST_GUILESS_MAIN(TestFileSystemKind)

#include "tst_filesystemkind.moc"
