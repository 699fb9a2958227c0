#include "holders/inuse.h"

#include "support/askeduser.h"
#include "support/holderprocess.h"

#include <QDir>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

// Detects open files on file systems of every kind.
class InUseMountsTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void throughOverlay_data();
    Q_SLOT void throughOverlay();
    Q_SLOT void fileSystems_data();
    Q_SLOT void fileSystems();
};

void InUseMountsTest::initTestCase()
{
    // These mounts end with this process.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        QSKIP("mounts are not allowed here");
}

void InUseMountsTest::throughOverlay_data()
{
    QTest::addColumn<bool>("holdsThroughOverlay");
    QTest::newRow("both look through the overlay") << true;
    QTest::newRow("the holder has the upper layer's file") << false;
}

void InUseMountsTest::throughOverlay()
{
    QFETCH(bool, holdsThroughOverlay);
    const AskedUser user;
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
            QCOMPARE(stateOf(probeInUse(*folder, askedNames())), QByteArray("free"));
            const QString held =
                holdsThroughOverlay
                    ? QString::fromLocal8Bit(seen) + QStringLiteral("/collection.anki2")
                    : user.file(QStringLiteral("collection.anki2"));
            const HolderProcess holder(QString::fromLatin1(mode), held);
            QVERIFY(holder.isReady());
            QCOMPARE(stateOf(probeInUse(*folder, askedNames())), QByteArray("busy"));
        }
    }
}

void InUseMountsTest::fileSystems_data()
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

void InUseMountsTest::fileSystems()
{
    QFETCH(QStringList, mount);
    QFETCH(QString, make);
    QFETCH(bool, isLocal);
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
        const InUse use = probeInUse(*folder, askedNames());
        QCOMPARE(stateOf(use), QByteArray("busy"));
        QCOMPARE(use.holders.size(), 1); // without the FUSE file system's own process
        QVERIFY(holder.letGo());
        const QByteArray after = stateOf(probeInUse(*folder, askedNames()));
        QVERIFY2(isLocal ? after == "free" : after.contains("is on FUSE"), after.constData());
    }
}

QTEST_GUILESS_MAIN(InUseMountsTest)
#include "tst_inusemounts.moc"
