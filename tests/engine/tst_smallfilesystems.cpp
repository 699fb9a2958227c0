#include "engine/purge.h"
#include "support/askeduser.h"
#include "support/enginefixture.h"
#include "support/filesystemimage.h"
#include "support/runinmemory.h"

#include <QDir>
#include <QTest>

#include <unistd.h>

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;
using Outcome = ResetReport::Outcome;
using Code = Error::Code;

} // namespace

// Resets on file systems that refuse something, all of them real.
class TestSmallFileSystems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_root = std::make_unique<TemporaryRoot>(); }
    void cleanup();
    void readOnly();
    void immutable_data();
    void immutable();
    void immutableDeepInMedia();
    void mountBelow_data();
    void mountBelow();
    void usersOnAnotherDevice();
    void userFolderIsAMount();
    void subvolume_data();
    void subvolume();
    void fuse();

private:
    // Mounts a new file system at a folder of this test's own; why not, or nothing.
    QString mountNew(const QString &kind, const QStringList &options = {});
    bool mountAt(const QStringList &arguments, const QByteArray &folder);
    void makeFixture();
    ResetReport reset(const ExecutionOptions &options = {}, bool keepMediaFiles = false) const
    {
        return execute(m_fixture->plan(keepMediaFiles), options, {});
    }
    ResetReport restore(const QByteArray &id, const ExecutionOptions &options = {}) const;
    TreeSnapshot wholeRoot() const { return TreeSnapshot::of(m_fixture->rootPath()); }
    // Refused with this error, nothing was changed, and no store was made.
    void checkRefused(const ResetReport &report, Code code, const char *advice,
                      const TreeSnapshot &before) const;

    QString mounted() const { return *m_root / QStringLiteral("mounted"); }

    std::unique_ptr<TemporaryRoot> m_root;
    std::vector<std::unique_ptr<Mounted>> m_mounts;
    std::unique_ptr<EngineFixture> m_fixture;
};

void TestSmallFileSystems::initTestCase()
{
    if (!takeOwnMounts())
        QSKIP("mounts are not allowed here");
}

void TestSmallFileSystems::cleanup()
{
    m_fixture.reset();
    while (!m_mounts.empty())
        m_mounts.pop_back();
    m_root.reset();
}

QString TestSmallFileSystems::mountNew(const QString &kind, const QStringList &options)
{
    const FileSystemImage image(kind, *m_root / QStringLiteral("image"));
    QString refused = image.make(options);
    if (!refused.isEmpty())
        return refused;
    auto mount = image.mount(mounted());
    if (!mount)
        return kind + QStringLiteral(" cannot be mounted from a file here");
    m_mounts.push_back(std::move(mount));
    return {};
}

bool TestSmallFileSystems::mountAt(const QStringList &arguments, const QByteArray &folder)
{
    m_mounts.push_back(std::make_unique<Mounted>(arguments, QFile::decodeName(folder)));
    return m_mounts.back()->isActive();
}

void TestSmallFileSystems::makeFixture()
{
    m_fixture = std::make_unique<EngineFixture>(QFile::encodeName(mounted()));
    m_fixture->build();
}

ResetReport TestSmallFileSystems::restore(const QByteArray &id,
                                          const ExecutionOptions &options) const
{
    const auto found = findRestorePoint(m_fixture->root(), id);
    if (!found)
        qFatal("%s", qPrintable(found.error().message()));
    const auto plan = planRestore(found->store, found->point);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message()));
    return execute(*plan, options, {});
}

void TestSmallFileSystems::checkRefused(const ResetReport &report, Code code, const char *advice,
                                        const TreeSnapshot &before) const
{
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY2(report.error->code == code, textOf(report).constData());
    QVERIFY2(textOf(report).contains(advice), textOf(report).constData());
    QCOMPARE(TreeSnapshot::differences(before, wholeRoot()), QStringList());
    for (const QByteArray &place : {m_fixture->rootPath(), m_fixture->usersPath()})
        QVERIFY(!fs::exists(QByteArray(place + "/.anki-sync-admin").toStdString()));
}

void TestSmallFileSystems::readOnly()
{
    const QString refused = mountNew(QStringLiteral("ext4"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    makeFixture();
    const auto remount = [this](const char *how) {
        return succeeds({QStringLiteral("mount"), QStringLiteral("-o"),
                         QStringLiteral("remount,") + QLatin1String(how), mounted()});
    };
    QVERIFY(remount("ro"));
    TreeSnapshot before = wholeRoot();
    checkRefused(reset(), Code::ReadOnly, "Mount it writable", before);

    QVERIFY(remount("rw"));
    const QByteArray id = reset().restorePoint;
    QVERIFY(!id.isEmpty());
    QVERIFY(remount("ro"));
    before = wholeRoot();
    const ResetReport report = restore(id);
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY2(report.error->code == Code::ReadOnly, textOf(report).constData());
    const PurgeReport purged = purge(m_fixture->store(), m_fixture->points().first(), {}, {});
    QCOMPARE(purged.outcome, PurgeReport::Outcome::Refused);
    QCOMPARE(purged.error->code, Code::ReadOnly);
    QCOMPARE(TreeSnapshot::differences(before, wholeRoot()), QStringList());
}

void TestSmallFileSystems::immutable_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("attribute");
    QTest::newRow("collection") << QByteArray("collection.anki2") << QStringLiteral("i");
    QTest::newRow("sidecar") << QByteArray("collection.anki2-wal") << QStringLiteral("i");
    QTest::newRow("append-only") << QByteArray("collection.media.server.db") << QStringLiteral("a");
    QTest::newRow("media folder") << QByteArray("collection.media") << QStringLiteral("i");
    QTest::newRow("user folder") << QByteArray("") << QStringLiteral("i");
    QTest::newRow("append-only user folder") << QByteArray("") << QStringLiteral("a");
}

void TestSmallFileSystems::immutable()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, attribute);
    const QString refused = mountNew(QStringLiteral("ext4"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    makeFixture();
    const QString path = QFile::decodeName(m_fixture->userPath() + '/' + name);
    const TreeSnapshot before = m_fixture->snapshot();
    QVERIFY(succeeds({QStringLiteral("chattr"), QLatin1Char('+') + attribute, path}));
    checkRefused(reset(), Code::Immutable, "chattr -ia", wholeRoot());
    QVERIFY(succeeds({QStringLiteral("chattr"), QLatin1Char('-') + attribute, path}));
    const ResetReport report = reset();
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());
}

// The rename does not care; the purge says where it is, and goes on when it is gone.
void TestSmallFileSystems::immutableDeepInMedia()
{
    const QString refused = mountNew(QStringLiteral("ext4"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    makeFixture();
    const QByteArray deep = "/collection.media/below/two.jpg";
    QVERIFY(succeeds({QStringLiteral("chattr"), QStringLiteral("+i"),
                      QFile::decodeName(m_fixture->userPath() + deep)}));
    const QByteArray id = reset().restorePoint;
    QVERIFY(!id.isEmpty());
    const PurgeReport stopped = purge(m_fixture->store(), m_fixture->points().first(), {}, {});
    QCOMPARE(stopped.outcome, PurgeReport::Outcome::Failed);
    QCOMPARE(stopped.error->code, Code::Immutable);
    QVERIFY2(stopped.error->path.endsWith(QStringLiteral("two.jpg")),
             qPrintable(stopped.error->path));
    QVERIFY(succeeds({QStringLiteral("chattr"), QStringLiteral("-R"), QStringLiteral("-i"),
                      QFile::decodeName(m_fixture->storePath())}));
    const PurgeReport done = purge(m_fixture->store(), m_fixture->points().first(), {}, {});
    QCOMPARE(done.outcome, PurgeReport::Outcome::Done);
}

void TestSmallFileSystems::mountBelow_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isFile");
    QTest::addColumn<bool>("keepMediaWorks");
    QTest::newRow("inside the media folder")
        << QByteArray("collection.media/below") << false << true;
    QTest::newRow("the media folder") << QByteArray("collection.media") << false << true;
    QTest::newRow("a database") << QByteArray("collection.anki2") << true << false;
    QTest::newRow("of no concern") << QByteArray("elsewhere") << false << true;
}

void TestSmallFileSystems::mountBelow()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, isFile);
    QFETCH(bool, keepMediaWorks);
    QDir().mkpath(mounted());
    makeFixture();
    const QByteArray path = m_fixture->userPath() + '/' + name;
    const QString source = *m_root / QStringLiteral("other");
    if (isFile) {
        QVERIFY(writeBytes(source, "on another mount"));
        QVERIFY(mountAt({QStringLiteral("--bind"), source}, path));
    } else {
        QDir().mkpath(QFile::decodeName(path));
        QVERIFY(
            mountAt({QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("none")}, path));
        QVERIFY(writeBytes(QFile::decodeName(path + "/mounted.jpg"), "on another mount"));
    }
    const TreeSnapshot before = wholeRoot();
    const TreeSnapshot user = m_fixture->snapshot();
    if (name == "elsewhere") {
        const ResetReport report = reset();
        QVERIFY2(report.outcome == Outcome::Done, textOf(report).constData());
        QCOMPARE(restore(report.restorePoint).outcome, Outcome::Done);
    } else {
        const char *advice = keepMediaWorks ? "--keep-media-files" : "unmount it first";
        checkRefused(reset(), Code::MountPoint, advice, before);
    }
    const ResetReport kept = reset({}, true);
    QCOMPARE(kept.outcome == Outcome::Done, keepMediaWorks);
    if (keepMediaWorks)
        QCOMPARE(restore(kept.restorePoint).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(user, m_fixture->snapshot()), QStringList());
}

// Their folder is a mount of its own, so that is where their restore points are.
void TestSmallFileSystems::usersOnAnotherDevice()
{
    const QString refused = mountNew(QStringLiteral("ext4"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    QDir().mkpath(mounted() + QStringLiteral("/root/collections"));
    QVERIFY(mountAt({QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("none")},
                    QFile::encodeName(mounted()) + "/root/collections"));
    makeFixture();
    const TreeSnapshot before = m_fixture->snapshot();
    const ResetReport report = reset();
    QVERIFY2(report.outcome == Outcome::Done, textOf(report).constData());
    QVERIFY(!m_fixture->has("collection.anki2"));
    QVERIFY(!fs::exists(m_fixture->storePath().toStdString()));
    QVERIFY(fs::exists(QByteArray(m_fixture->usersPath() + "/.anki-sync-admin").toStdString()));
    QCOMPARE(m_fixture->root().users()->size(), 1);
    QCOMPARE(restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());
}

void TestSmallFileSystems::userFolderIsAMount()
{
    const QString refused = mountNew(QStringLiteral("ext4"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    // On another device, and on the same one.
    const QString same = mounted() + QStringLiteral("/same");
    QDir().mkpath(same);
    const QList<QStringList> mounts{
        {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("none")},
        {QStringLiteral("--bind"), same}};
    for (const QStringList &mount : mounts) {
        m_fixture = std::make_unique<EngineFixture>(QFile::encodeName(mounted()));
        QDir().mkpath(QFile::decodeName(m_fixture->userPath()));
        QVERIFY(mountAt(mount, m_fixture->userPath()));
        QVERIFY(fs::create_directories(
            QByteArray(m_fixture->userPath() + "/collection.media").toStdString()));
        m_fixture->write("collection.anki2", "a collection");
        checkRefused(reset(), Code::MountPoint, "cannot be reset", wholeRoot());
        if (QTest::currentTestFailed())
            return;
        m_mounts.pop_back();
    }
}

void TestSmallFileSystems::subvolume_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("user folder") << QByteArray("");
    QTest::newRow("media folder") << QByteArray("/collection.media");
}

void TestSmallFileSystems::subvolume()
{
    QFETCH(QByteArray, name);
    const QString refused = mountNew(QStringLiteral("btrfs"));
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    m_fixture = std::make_unique<EngineFixture>(QFile::encodeName(mounted()));
    if (!name.isEmpty())
        QDir().mkpath(QFile::decodeName(m_fixture->userPath()));
    QVERIFY(succeeds({QStringLiteral("btrfs"), QStringLiteral("subvolume"),
                      QStringLiteral("create"), QFile::decodeName(m_fixture->userPath() + name)}));
    m_fixture->write("collection.anki2", "a collection");
    checkRefused(reset(), Code::OtherDevice, "btrfs subvolume", wholeRoot());
}

// Who uses the files cannot be known there, and a rename knows no flags.
void TestSmallFileSystems::fuse()
{
    QDir().mkpath(mounted());
    const QString source = *m_root / QStringLiteral("source");
    QDir().mkpath(source);
    if (!succeeds({QStringLiteral("bindfs"), source, mounted()}))
        QSKIP("bindfs is not possible here");
    const auto unmount = qScopeGuard([this] {
        succeeds({QStringLiteral("umount"), QStringLiteral("-l"), mounted()});
    });
    makeFixture();
    const TreeSnapshot before = m_fixture->snapshot();
    const ResetReport report = reset();
    checkRefused(report, Code::InUseUnknown, "--server-stopped", wholeRoot());
    QVERIFY2(textOf(report).contains("FUSE"), textOf(report).constData());

    ExecutionOptions stopped;
    stopped.serverStopped = true;
    const ResetReport done = reset(stopped);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QVERIFY(done.serverStoppedAsserted);
    m_fixture->useAsServer();
    const ResetReport back = restore(done.restorePoint, stopped);
    QVERIFY2(back.outcome == Outcome::Done, textOf(back).constData());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());
    const auto undo = findRestorePoint(m_fixture->root(), back.restorePoint);
    QVERIFY(undo);
    QCOMPARE(purge(undo->store, undo->point, {}, {}).outcome, PurgeReport::Outcome::Done);
    m_fixture.reset();
}

int main(int argc, char **argv)
{
    return runInMemory<TestSmallFileSystems>(argc, argv);
}

#include "tst_smallfilesystems.moc"
