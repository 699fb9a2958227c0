#include "demo/demoroot.h"
#include "server/rootcandidates.h"
#include "support/files.h"
#include "support/podman.h"
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

// Which data roots this machine has: by environment, by mount, in containers.
class TestRootCandidates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void environment();
    void theSameRootOnce();
    void looksWithoutATrace();
    void runningServer();
    void mountPoint();
    void deadMount();
    void withoutPermission();
    void noToolAtAll();
    void brokenTools_data();
    void brokenTools();
    void otherMachine();
    void containers();
    void dataRootOfContainer_data();
    void dataRootOfContainer();
    void dockerCommandLine();

private:
    static const RootCandidate *at(const FoundRoots &found, const QString &path);
    static QStringList originsOf(const RootCandidate *root);
    Podman &podman();

    TemporaryRoot m_folder;
    QByteArray m_path;
    std::unique_ptr<Podman> m_podman;
};

namespace {

// A FUSE file system that nobody serves: whoever asks for anything waits for good.
class DeadMount
{
public:
    explicit DeadMount(const QByteArray &folder) : m_folder(folder)
    {
        m_device = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
        const QByteArray options =
            "fd=" + QByteArray::number(m_device) + ",rootmode=40000,user_id=0,group_id=0";
        m_isMounted = m_device >= 0 && ::mount("dead", folder.constData(), "fuse", MS_NODEV,
                                               options.constData()) == 0;
    }
    ~DeadMount()
    {
        if (m_isMounted)
            ::umount2(m_folder.constData(), MNT_FORCE | MNT_DETACH);
        if (m_device >= 0)
            ::close(m_device); // ends all that wait
    }
    Q_DISABLE_COPY_MOVE(DeadMount)

    bool isMounted() const { return m_isMounted; }

private:
    QByteArray m_folder;
    int m_device = -1;
    bool m_isMounted = false;
};

} // namespace

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

const RootCandidate *TestRootCandidates::at(const FoundRoots &found, const QString &path)
{
    for (const RootCandidate &root : found.roots) {
        if (root.path == path.toUtf8())
            return &root;
    }
    return nullptr;
}

QStringList TestRootCandidates::originsOf(const RootCandidate *root)
{
    QStringList texts;
    for (const RootOrigin &origin : root->origins)
        texts.append(origin.text());
    return texts;
}

Podman &TestRootCandidates::podman()
{
    if (!m_podman)
        m_podman = std::make_unique<Podman>();
    return *m_podman;
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
    // What the admin has named and is not there is said.
    qputenv("SYNC_BASE", m_folder / "nowhere");
    const QString notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"/nowhere does not exist"_s), qPrintable(notes));
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

void TestRootCandidates::looksWithoutATrace()
{
    qputenv("PATH", "");
    qputenv("SYNC_BASE", m_folder / "demo");
    const TreeSnapshot before = TreeSnapshot::of(m_folder / "demo");
    QVERIFY(at(findRoots({}), m_folder / u"demo"_s) != nullptr);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_folder / "demo")), QStringList());
}

// SYNC_BASE of a server that runs outside containers.
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
    // Folders of people who keep media are no data root.
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
    // The looks run on threads of their own, so that all of the process must lose its rights.
    if (!isActive)
        isActive = ::seteuid(65534) == 0;
    if (isActive)
        found = findRoots({});
    if (::getuid() == 0)
        QCOMPARE(::seteuid(0), 0);
    QVERIFY(isActive);
    const QString notes = found.notes.join(u'\n');
    QVERIFY2(notes.contains(m_folder.path() + u"/locked: Permission denied"_s), qPrintable(notes));
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
             u"container 'anki': not found, for neither podman nor docker is installed"_s);
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
    row("garbage", "head -c 100000 /dev/urandom", "docker: gave an answer that is not understood");
    row("huge", "exec yes", "docker: answered with more than 16.0 MB");
    row("mute", "exit 0", "docker: gave an answer that is not understood");
    row("silent", "exec sleep 1000", "docker: gave no answer within 10 s");
    row("wrong list", "case $1 in info) echo '{\"Name\":\"'$(uname -n)'\"}';; *) echo hello;; esac",
        "docker: gave an answer that is not understood: it lists what is no container's id");
    row("wrong container",
        "case $1 in info) echo '{\"Name\":\"'$(uname -n)'\"}';; "
        "ps) printf '%064d\\n' 1;; *) echo '{\"Id\":7}';; esac",
        "docker: gave an answer that is not understood: 'Id' is missing or of another kind");
}

void TestRootCandidates::brokenTools()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, note);
    const QString docker = m_folder / u"tools/docker"_s;
    QVERIFY(writeBytes(docker, "#!/bin/bash\nPATH=/usr/bin:/bin\n" + script + '\n'));
    QVERIFY(QFile::setPermissions(docker, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
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

// The paths that it tells would be other folders here.
void TestRootCandidates::otherMachine()
{
    const QString docker = m_folder / u"tools/docker"_s;
    QVERIFY(writeBytes(docker, "#!/bin/bash\necho '{\"Name\":\"another\"}'\n"));
    QVERIFY(QFile::setPermissions(docker, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    qputenv("PATH", m_folder / "tools");
    QString notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"it speaks to another machine"_s) && notes.contains(u"another)"_s),
             qPrintable(notes));
    qputenv("DOCKER_HOST", "ssh://admin@elsewhere");
    notes = findRoots({}).notes.join(u'\n');
    QVERIFY2(notes.contains(u"DOCKER_HOST is ssh://admin@elsewhere"_s), qPrintable(notes));
    const auto root = dataRootOf("anki", {});
    QVERIFY(!root);
    QVERIFY(root.error().message().contains(u"another machine"_s));
}

void TestRootCandidates::containers()
{
    if (!podman().whyNot().isEmpty())
        QSKIP(qPrintable(podman().whyNot()));
    // A named volume and a bind mount, one that runs and one that never did.
    QVERIFY(!Podman::ask({u"volume"_s, u"create"_s, u"anki-data"_s}).isEmpty());
    const QString volume = QString::fromUtf8(Podman::ask(
        {u"volume"_s, u"inspect"_s, u"--format"_s, u"{{.Mountpoint}}"_s, u"anki-data"_s}));
    QVERIFY(QDir(volume).exists());
    QVERIFY(Demo::makeDemoRoot(volume + u"/demo"_s));
    QVERIFY(QDir().rename(volume + u"/demo/collections"_s, volume + u"/collections"_s));
    QVERIFY(podman().startServer(u"by-volume"_s, u"community"_s, u"anki-data"_s));
    QVERIFY(!Podman::ask({u"create"_s, u"--name"_s, u"by-bind"_s, u"--user"_s, u"1001:65533"_s,
                          u"--restart"_s, u"always"_s, u"--volume"_s,
                          m_folder / u"demo"_s + u":/anki_data"_s, u"--env"_s,
                          u"SYNC_BASE=/anki_data"_s, u"--env"_s, u"SYNC_USER1=anna:secret"_s,
                          Podman::serverImage(), u"/standin"_s})
                 .isEmpty());
    QVERIFY(
        !Podman::ask({u"create"_s, u"--name"_s, u"other"_s, u"--volume"_s,
                      m_folder / u"empty"_s + u":/data"_s, Podman::serverImage(), u"/standin"_s})
             .isEmpty());
    QVERIFY(
        !Podman::ask({u"create"_s, u"--name"_s, u"bare"_s, Podman::serverImage(), u"/standin"_s})
             .isEmpty());
    QVERIFY(!Podman::ask({u"create"_s, u"--name"_s, u"several"_s, u"--volume"_s,
                          m_folder / u"demo"_s + u":/one"_s, u"--volume"_s, u"anki-data:/two"_s,
                          Podman::serverImage(), u"/standin"_s})
                 .isEmpty());

    const FoundRoots found = findRoots({});
    QVERIFY(found.anyEngine);
    const RootCandidate *byVolume = at(found, volume);
    QVERIFY(byVolume != nullptr);
    const RootOrigin &running = byVolume->origins.first();
    QCOMPARE(running.kind, RootOrigin::Kind::Container);
    QCOMPARE(running.inContainer, "/data");
    QCOMPARE(running.container->state, u"running"_s);
    QCOMPARE(running.container->mounts.first().name, u"anki-data"_s);
    QVERIFY(originsOf(byVolume).contains(u"volume anki-data"_s));
    const RootCandidate *byBind = at(found, m_folder / u"demo"_s);
    QVERIFY(byBind != nullptr);
    const auto created =
        std::find_if(byBind->origins.begin(), byBind->origins.end(),
                     [](const RootOrigin &origin) { return origin.name == u"by-bind"_s; });
    QVERIFY(created != byBind->origins.end());
    QCOMPARE(created->inContainer, "/anki_data");
    QCOMPARE(created->container->user, u"1001:65533"_s);
    QCOMPARE(created->container->restartPolicy, u"always"_s);
    QCOMPARE(created->container->phase, ServerPhase::Stopped);
    QStringList others;
    for (const Container &container : found.otherContainers)
        others.append(container.displayName());
    others.sort();
    QCOMPARE(others, QStringList({u"bare"_s, u"other"_s}));
}

void TestRootCandidates::dataRootOfContainer_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("path"); // below the test's folder
    QTest::addColumn<QString>("error");
    QTest::newRow("by SYNC_BASE") << QByteArray("by-bind") << u"/demo"_s << QString();
    QTest::newRow("with its engine") << QByteArray("podman:by-bind") << u"/demo"_s << QString();
    QTest::newRow("empty /data") << QByteArray("other") << u"/empty"_s << QString();
    QTest::newRow("no mount") << QByteArray("bare") << QString()
                              << u"it has no folder of this machine mounted"_s;
    QTest::newRow("several") << QByteArray("several") << QString()
                             << u"has data roots at /one, /two"_s;
    QTest::newRow("unknown") << QByteArray("by") << QString() << u"container 'by'"_s;
    for (const char *name :
         {"--help", "-a", "", " ", "*", "by-bind\n", "{{.}}", "\xff", "/by-bind"})
        QTest::newRow(name) << QByteArray(name) << QString() << u"container '"_s;
}

void TestRootCandidates::dataRootOfContainer()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, path);
    QFETCH(QString, error);
    if (!podman().whyNot().isEmpty())
        QSKIP(qPrintable(podman().whyNot()));
    const auto root = dataRootOf(name, {});
    QCOMPARE(root.has_value(), error.isEmpty());
    if (root)
        QCOMPARE(*root, m_folder.bytes() + path.toUtf8());
    else
        QVERIFY2(root.error().message().contains(error), qPrintable(root.error().message()));
}

// docker's own program, where it is there, speaking to podman's service.
void TestRootCandidates::dockerCommandLine()
{
    if (!podman().whyNot().isEmpty())
        QSKIP(qPrintable(podman().whyNot()));
    if (!isInstalled("docker"))
        QSKIP("the docker command line is not installed");
    const QByteArray socket = "unix://" + m_folder.bytes() + "/docker.sock";
    QProcess service;
    service.start(u"podman"_s,
                  {u"system"_s, u"service"_s, u"--time"_s, u"60"_s, QString::fromUtf8(socket)});
    QVERIFY(service.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder / u"docker.sock"_s), 20'000);
    // Only docker's, so that nothing comes from podman itself.
    QVERIFY(QFile::remove(m_folder / u"tools/docker"_s));
    for (const QByteArray &folder : m_path.split(':')) {
        if (QFile::exists(QFile::decodeName(folder + "/docker"))) {
            QVERIFY(
                QFile::link(QFile::decodeName(folder + "/docker"), m_folder / u"tools/docker"_s));
            break;
        }
    }
    qputenv("PATH", m_folder / "tools");
    qputenv("DOCKER_HOST", socket);
    const FoundRoots found = findRoots({});
    const auto root = dataRootOf("docker:by-bind", {});
    const auto missing = dataRootOf("--help", {});
    service.terminate();
    service.waitForFinished();
    const RootCandidate *byBind = at(found, m_folder / u"demo"_s);
    QVERIFY2(byBind != nullptr, qPrintable(found.notes.join(u'\n')));
    QCOMPARE(byBind->origins.first().container->engine, ContainerEngine::Docker);
    QVERIFY(root);
    QCOMPARE(*root, m_folder / "demo");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::DoesNotExist);
}

QTEST_GUILESS_MAIN(TestRootCandidates)
#include "tst_rootcandidates.moc"
