#include "foundroots.h"

#include "demo/demoroot.h"
#include "servers/toolrun.h"
#include "support/files.h"
#include "support/podman.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Finds the data roots of this machine's containers.
class TestContainerRoots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase() { m_podman.reset(); }
    void containers();
    void dataRootOfContainer_data();
    void dataRootOfContainer();
    void dockerCommandLine();

private:
    TemporaryRoot m_folder;
    QByteArray m_path;
    std::unique_ptr<Podman> m_podman;
};

void TestContainerRoots::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    QVERIFY(m_folder.isValid());
    m_path = qgetenv("PATH");
    QVERIFY(Demo::makeDemoRoot(m_folder / u"demo"_s));
    for (const auto &folder : {u"empty"_s, u"tools"_s})
        QVERIFY(makePath(m_folder / folder));
}

void TestContainerRoots::cleanup()
{
    qputenv("PATH", m_path);
    qunsetenv("DOCKER_HOST");
}

void TestContainerRoots::containers()
{
    // A named volume and a bind mount; one container that runs and one that never ran.
    QVERIFY(!Podman::ask({u"volume"_s, u"create"_s, u"anki-data"_s}).isEmpty());
    const QString volume = QString::fromUtf8(Podman::ask(
        {u"volume"_s, u"inspect"_s, u"--format"_s, u"{{.Mountpoint}}"_s, u"anki-data"_s}));
    QVERIFY(QDir(volume).exists());
    QVERIFY(Demo::makeDemoRoot(volume + u"/demo"_s));
    QVERIFY(QDir().rename(volume + u"/demo/collections"_s, volume + u"/collections"_s));
    QVERIFY(m_podman->startServer(u"by-volume"_s, u"community"_s, u"anki-data"_s));
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

void TestContainerRoots::dataRootOfContainer_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("path"); // below the test's folder
    QTest::addColumn<QString>("error");
    QTest::newRow("by SYNC_BASE") << QByteArray("by-bind") << u"/demo"_s << QString();
    QTest::newRow("with its engine") << QByteArray("podman:by-bind") << u"/demo"_s << QString();
    QTest::newRow("empty /data") << QByteArray("other") << u"/empty"_s << QString();
    QTest::newRow("no mount") << QByteArray("bare") << QString()
                              << u"it mounts no folder of this machine"_s;
    QTest::newRow("several") << QByteArray("several") << QString()
                             << u"has several data roots: /one, /two"_s;
    QTest::newRow("unknown") << QByteArray("by") << QString() << u"container 'by'"_s;
    for (const char *name :
         {"--help", "-a", "", " ", "*", "by-bind\n", "{{.}}", "\xff", "/by-bind"})
        QTest::newRow(name) << QByteArray(name) << QString() << u"container '"_s;
}

void TestContainerRoots::dataRootOfContainer()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, path);
    QFETCH(QString, error);
    const auto root = dataRootOf(name, {});
    QCOMPARE(root.has_value(), error.isEmpty());
    if (root)
        QCOMPARE(*root, m_folder.bytes() + path.toUtf8());
    else
        QVERIFY2(root.error().message().contains(error), qPrintable(root.error().message()));
}

// docker's own program, if installed, with podman's service.
void TestContainerRoots::dockerCommandLine()
{
    if (!isInstalled("docker"))
        QSKIP("the docker command line is not installed");
    const QByteArray socket = "unix://" + m_folder.bytes() + "/docker.sock";
    QProcess service;
    service.start(u"podman"_s,
                  {u"system"_s, u"service"_s, u"--time"_s, u"60"_s, QString::fromUtf8(socket)});
    QVERIFY(service.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder / u"docker.sock"_s), 20'000);
    // PATH has only docker, so that podman reports nothing.
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

QTEST_GUILESS_MAIN(TestContainerRoots)

#include "tst_containerroots.moc"
