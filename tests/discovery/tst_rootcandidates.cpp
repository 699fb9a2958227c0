#include "foundroots.h"

#include "demo/demoroot.h"
#include "support/deadmount.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Finds the data roots of this machine by environment, process and mount.
class TestRootCandidates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void environment();
    void theSameRootOnce();
    void leavesNoTrace();
    void runningServer();
    void mountPoint();
    void deadMount();
    void withoutPermission();
    void noToolAtAll();
    void brokenTools_data();
    void brokenTools();
    void otherMachine();

private:
    TemporaryRoot m_folder;
    QByteArray m_path;
};

void TestRootCandidates::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_path = qgetenv("PATH");
    QVERIFY(Demo::makeDemoRoot(m_folder / u"demo"_s));
    for (const auto &folder :
         {u"empty"_s, u"mounted"_s, u"home"_s, u"dead"_s, u"tools"_s, u"people/a/media"_s})
        QVERIFY(makePath(m_folder / folder));
}

void TestRootCandidates::cleanup()
{
    qputenv("PATH", m_path);
    for (const char *name : {"SYNC_BASE", "DOCKER_HOST", "ANKI_SYNC_ADMIN_DATA_ROOT"})
        qunsetenv(name);
}

void TestRootCandidates::environment()
{
    qputenv("PATH", "");
    qputenv("SYNC_BASE", m_folder / "demo");
    const FoundRoots found = findRoots({});
    const RootCandidate *root = at(found, m_folder / u"demo"_s);
    QVERIFY(root != nullptr);
    QCOMPARE(originsOf(root), QStringList{u"SYNC_BASE"_s});
    QCOMPARE(root->users, 10);
    QVERIFY(root->layouts.testFlag(Layout::Community));
    QVERIFY(!root->fileSystem.isEmpty());
    QVERIFY(root->bytes > root->freeBytes && root->freeBytes > 0);
    // A missing folder that the admin named is reported.
    qputenv("SYNC_BASE", m_folder / "nowhere");
    const QString notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"/nowhere does not exist"_s), qPrintable(notes));
    QVERIFY(makePath(m_folder / u"desktop/User 1"_s) &&
            writeBytes(m_folder / u"desktop/User 1/collection.anki2"_s, "x") &&
            writeBytes(m_folder / u"desktop/prefs21.db"_s, "x"));
    qputenv("SYNC_BASE", m_folder / "desktop");
    const FoundRoots withDesktop = findRoots({});
    QCOMPARE(at(withDesktop, m_folder / u"desktop"_s), nullptr);
    QVERIFY(withDesktop.notes.join(u'\n').contains(u"desktop program"_s));
    qputenv("SYNC_BASE", m_folder / "empty");
    QCOMPARE(at(findRoots({}), m_folder / u"empty"_s), nullptr);
}

void TestRootCandidates::theSameRootOnce()
{
    qputenv("PATH", "");
    qputenv("ANKI_SYNC_ADMIN_DATA_ROOT", m_folder / "demo");
    qputenv("SYNC_BASE", m_folder / "demo/collections");
    const FoundRoots found = findRoots({});
    const RootCandidate *root = at(found, m_folder / u"demo"_s);
    QVERIFY(root != nullptr);
    QCOMPARE(originsOf(root), QStringList({u"ANKI_SYNC_ADMIN_DATA_ROOT"_s, u"SYNC_BASE"_s}));
    QCOMPARE(at(found, m_folder / u"demo/collections"_s), nullptr);
}

void TestRootCandidates::leavesNoTrace()
{
    qputenv("PATH", "");
    qputenv("SYNC_BASE", m_folder / "demo");
    const TreeSnapshot before = TreeSnapshot::of(m_folder / "demo");
    QVERIFY(at(findRoots({}), m_folder / u"demo"_s) != nullptr);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_folder / "demo")), QStringList());
}

// SYNC_BASE of a server outside containers.
void TestRootCandidates::runningServer()
{
    QProcess server;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SYNC_BASE"_s, m_folder / u"demo"_s);
    server.setProcessEnvironment(environment);
    server.start(u"sleep"_s, {u"100"_s});
    QVERIFY(server.waitForStarted());
    qputenv("PATH", "");
    const FoundRoots found = findRoots({});
    const QString origin = u"SYNC_BASE of sleep (pid %1)"_s.arg(server.processId());
    server.kill();
    server.waitForFinished();
    const RootCandidate *root = at(found, m_folder / u"demo"_s);
    QVERIFY(root != nullptr);
    QCOMPARE(originsOf(root), QStringList{origin});
}

void TestRootCandidates::mountPoint()
{
    const QString folder = m_folder / u"mounted"_s;
    const Mounted mounted({u"--bind"_s, m_folder / u"demo"_s}, folder);
    if (!mounted.isActive())
        QSKIP("mounting needs root");
    qputenv("PATH", "");
    {
        const FoundRoots found = findRoots({});
        const RootCandidate *root = at(found, folder);
        QVERIFY(root != nullptr);
        QCOMPARE(root->origins.first().kind, RootOrigin::Kind::MountPoint);
        QCOMPARE(root->users, 10);
    }
    // Folders with media of other programs are not data roots.
    const QString home = m_folder / u"home"_s;
    qputenv("PATH", m_path);
    const Mounted people({u"--bind"_s, m_folder / u"people"_s}, home);
    QVERIFY(people.isActive());
    qputenv("PATH", "");
    QCOMPARE(at(findRoots({}), home), nullptr);
}

void TestRootCandidates::deadMount()
{
    const DeadMount dead(m_folder / "dead");
    if (!dead.isMounted())
        QSKIP("a FUSE file system cannot be mounted here");
    qputenv("PATH", "");
    qputenv("ANKI_SYNC_ADMIN_DATA_ROOT", m_folder / "dead/data");
    qputenv("SYNC_BASE", m_folder / "demo");
    QElapsedTimer timer;
    timer.start();
    const FoundRoots found = findRoots({}, 1000ms);
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(at(found, m_folder / u"demo"_s) != nullptr);
    const QString notes = found.notes.join(u'\n');
    QVERIFY2(notes.contains(m_folder.path() + u"/dead/data does not answer"_s), qPrintable(notes));
}

void TestRootCandidates::withoutPermission()
{
    QVERIFY(makePath(m_folder / u"locked/collections"_s));
    QVERIFY(QFile::setPermissions(m_folder / u"locked"_s, QFile::Permissions()));
    qputenv("PATH", "");
    qputenv("SYNC_BASE", m_folder / "locked");
    FoundRoots found;
    bool isActive = ::geteuid() != 0;
    // The search uses its own threads, so the whole process must drop its rights.
    if (!isActive)
        isActive = ::seteuid(65534) == 0;
    if (isActive)
        found = findRoots({});
    if (::getuid() == 0)
        QCOMPARE(::seteuid(0), 0);
    QVERIFY(isActive);
    const QString notes = found.notes.join(u'\n');
    QVERIFY2(notes.contains(m_folder.path() + u"/locked: permission denied"_s), qPrintable(notes));
}

void TestRootCandidates::noToolAtAll()
{
    qputenv("PATH", "");
    const FoundRoots found = findRoots({});
    QVERIFY(!found.anyEngine);
    QVERIFY(found.otherContainers.isEmpty());
    const auto root = dataRootOf("anki", {});
    QVERIFY(!root);
    QCOMPARE(root.error().message(),
             u"container 'anki': not found, because neither podman nor docker is installed"_s);
}

void TestRootCandidates::brokenTools_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("note");
    const auto row = [](const char *name, const char *script, const char *note) {
        QTest::newRow(name) << QByteArray(script) << QString::fromUtf8(note);
    };
    row("daemon down", "echo 'Cannot connect to the Docker daemon' >&2; exit 1",
        "docker: Cannot connect to the Docker daemon");
    row("no permission", "echo 'permission denied while trying to connect' >&2; exit 1",
        "docker: permission denied while trying to connect");
    row("garbage", "head -c 100000 /dev/urandom", "docker: cannot parse its output");
    row("huge", "exec yes", "docker: wrote more than 16.0 MB");
    row("mute", "exit 0", "docker: cannot parse its output");
    row("silent", "exec sleep 1000", "docker: did not finish within 10 s");
    row("wrong list", "case $1 in info) echo '{\"Name\":\"'$(uname -n)'\"}';; *) echo hello;; esac",
        "docker: cannot parse its output: it lists an invalid container id");
    row("wrong container",
        "case $1 in info) echo '{\"Name\":\"'$(uname -n)'\"}';; "
        "ps) printf '%064d\\n' 1;; *) echo '{\"Id\":7}';; esac",
        "docker: cannot parse its output: 'Id' is missing or has the wrong type");
}

void TestRootCandidates::brokenTools()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, note);
    const QString docker = m_folder / u"tools/docker"_s;
    QVERIFY(writeProgram(docker, "#!/bin/bash\nPATH=/usr/bin:/bin\n" + script + '\n'));
    qputenv("PATH", m_folder / "tools");
    qputenv("SYNC_BASE", m_folder / "demo");
    QElapsedTimer timer;
    timer.start();
    const FoundRoots found = findRoots({});
    QVERIFY2(timer.elapsed() < 25'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(found.anyEngine);
    QVERIFY(at(found, m_folder / u"demo"_s) != nullptr); // everything else works
    const QString notes = found.notes.join(u'\n');
    QVERIFY2(notes.contains(note), qPrintable(notes));
    for (const QString &each : found.notes)
        QVERIFY(!each.contains(u'\n') && each.size() < 500);
}

// Its paths are other folders here.
void TestRootCandidates::otherMachine()
{
    const QString docker = m_folder / u"tools/docker"_s;
    QVERIFY(writeProgram(docker, "#!/bin/bash\necho '{\"Name\":\"another\"}'\n"));
    qputenv("PATH", m_folder / "tools");
    QString notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"it controls another machine (another)"_s), qPrintable(notes));
    qputenv("DOCKER_HOST", "ssh://admin@elsewhere");
    notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"DOCKER_HOST is ssh://admin@elsewhere"_s), qPrintable(notes));
    const auto root = dataRootOf("anki", {});
    QVERIFY(!root);
    QVERIFY(root.error().message().contains(u"another machine"_s));
}

QTEST_GUILESS_MAIN(TestRootCandidates)
#include "tst_rootcandidates.moc"
