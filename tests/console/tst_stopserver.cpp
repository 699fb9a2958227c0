#include "demo/accountwriter.h"
#include "servers/serveruse.h"
#include "support/askeduser.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/serverscene.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

const QByteArray full = QByteArrayLiteral("notes=2 media=2");
const QByteArray empty = QByteArrayLiteral("notes=0 media=0");

QList<QJsonObject> objectsIn(const QByteArray &lines)
{
    QList<QJsonObject> objects;
    for (const QByteArray &line : lines.split('\n')) {
        if (!line.isEmpty())
            objects.append(QJsonDocument::fromJson(line).object());
    }
    return objects;
}

QJsonObject objectOf(const QByteArray &lines, const QString &type)
{
    for (const QJsonObject &object : objectsIn(lines)) {
        if (object.value(QStringLiteral("type")).toString() == type)
            return object;
    }
    return {};
}

// The id of its newest restore point.
QByteArray pointOf(const ServerScene &scene)
{
    return objectOf(scene.console({"restore-points", "--json"}).output,
                    QStringLiteral("restore-point"))
        .value(QStringLiteral("id"))
        .toString()
        .toUtf8();
}

} // namespace

// --stop-server with real containers: the right server is stopped and started again.
class StopServerTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void roundTrip_data();
    Q_SLOT void roundTrip();
    Q_SLOT void undo();
    Q_SLOT void signOut();
    Q_SLOT void severalUsers();
    Q_SLOT void slowStart();
    Q_SLOT void json();
    Q_SLOT void ignoresSigterm();
    Q_SLOT void strangeNames();
    Q_SLOT void nothingToStop();
    Q_SLOT void notAServer();
    Q_SLOT void whichServer();
    Q_SLOT void throughDocker();

    std::unique_ptr<Podman> m_podman;
};

void StopServerTest::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
}

void StopServerTest::cleanupTestCase()
{
    m_podman.reset();
}

void StopServerTest::roundTrip_data()
{
    QTest::addColumn<QString>("family");
    QTest::newRow("official") << QStringLiteral("official");
    QTest::newRow("community") << QStringLiteral("community");
}

void StopServerTest::roundTrip()
{
    QFETCH(QString, family);
    const ServerScene scene(*m_podman, family);
    QVERIFY(scene.isReady());
    // No client syncs this user, so that the server does not touch the files.
    QVERIFY(succeeds({QStringLiteral("cp"), QStringLiteral("-a"), QStringLiteral("--"),
                      QFile::decodeName(scene.user("ann")), QFile::decodeName(scene.user("bob"))}));
    const TreeSnapshot bob = scene.tree("bob");
    const TreeSnapshot annMedia = TreeSnapshot::of(scene.media("ann", ""));
    const QByteArray server = "container server-" + family.toUtf8() + " (podman)";

    QCOMPARE(scene.console({"reset", "john", "--yes"}).exitCode, 3);
    const QByteArray instance = scene.instance();
    const ConsoleRun dry = scene.console({"reset", "john", "--stop-server"});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.output.contains(QByteArray("  - Stop " + server +
                                            "\n  - Start it again after "
                                            "the reset\n")),
             dry.output.constData());
    QCOMPARE(scene.instance(), instance);
    QVERIFY(!QFile::exists(QFile::decodeName(scene.root() + "/.anki-sync-admin")));

    const ConsoleRun declined =
        scene.console({"reset", "john", "--stop-server", "--confirm"}, "no\n");
    QCOMPARE(declined.exitCode, 2);
    QCOMPARE(scene.instance(), instance);

    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains(QByteArray("  ✓ Stopped " + server + "\n")));
    QVERIFY(reset.output.contains("✅ Successfully reset user 'john'!"));
    QVERIFY(reset.output.contains(QByteArray("  ✓ Started " + server + ": it was down for ")));
    QVERIFY(!scene.hasRecord());
    QCOMPARE(scene.state(), QByteArray("running"));
    QVERIFY(scene.instance() != instance);
    QCOMPARE(TreeSnapshot::differences(bob, scene.tree("bob")), QStringList());
    QCOMPARE(TreeSnapshot::differences(annMedia, TreeSnapshot::of(scene.media("ann", ""))),
             QStringList());

    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.sync("john", "third"), empty);
    struct stat status = {};
    QCOMPARE(::stat(scene.media("john", "third").constData(), &status), 0);
    QCOMPARE(status.st_uid, ServerScene::serverUid);
    QCOMPARE(status.st_gid, ServerScene::serverGroup);
    QCOMPARE(scene.ask("ann"), full);
    const ConsoleRun history = scene.console({"history"});
    QVERIFY2(history.output.contains("stop-server\tdone, down for "), history.output.constData());
}

void StopServerTest::undo()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    QCOMPARE(scene.console({"reset", "john", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.sync("john", "third"), empty);
    const QByteArray point = pointOf(scene);
    const ConsoleRun dry = scene.console({"restore", point, "--stop-server"});
    QVERIFY(dry.output.contains("  - Stop container server-official (podman)"));
    QCOMPARE(scene.console({"restore", point, "--yes"}).exitCode, 3);
    const ConsoleRun restored = scene.console({"restore", point, "--stop-server", "--yes"});
    QVERIFY2(restored.exitCode == 0, restored.text().constData());
    QVERIFY(scene.serves("john", full));
}

// Signs out and restores the sessions, with the server stopped meanwhile.
void StopServerTest::signOut()
{
    if (!seesAllProcesses())
        QSKIP("in a container, every sign-out needs --server-stopped");
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    const QString database = QFile::decodeName(scene.root() + "/session.db");
    const QString john = QStringLiteral("john");
    const QString ann = QStringLiteral("ann");
    QVERIFY(Demo::writeSessions(database, {{john, QStringLiteral("/data/collections/john"), john},
                                           {ann, QStringLiteral("/data/collections/ann"), ann}}));
    QCOMPARE(::chown(QFile::encodeName(database).constData(), ServerScene::serverUid,
                     ServerScene::serverGroup),
             0);
    const QByteArray before = readBytes(database);
    const QByteArray instance = scene.instance();
    QCOMPARE(scene.console({"sign-out", "john", "--yes"}).exitCode, 3);
    const ConsoleRun dry = scene.console({"sign-out", "john", "--stop-server"});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.output.contains("  - Stop container server-community (podman)\n"),
             dry.output.constData());
    QCOMPARE(scene.instance(), instance);

    const ConsoleRun revoked = scene.console({"sign-out", "john", "--stop-server", "--yes"});
    QVERIFY2(revoked.exitCode == 0, revoked.text().constData());
    QVERIFY(revoked.output.contains("  ✓ Started container server-community (podman)"));
    QVERIFY(scene.instance() != instance);
    QVERIFY(!scene.hasRecord());
    QCOMPARE(askSql(database, "SELECT group_concat(username) FROM session"), ann);
    QVERIFY(scene.serves("john", full));

    const ConsoleRun restored =
        scene.console({"restore", pointOf(scene), "--stop-server", "--yes"});
    QVERIFY2(restored.exitCode == 0, restored.text().constData());
    QCOMPARE(readBytes(database), before);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(database).constData(), &status), 0);
    QCOMPARE(status.st_uid, ServerScene::serverUid);
    QVERIFY(scene.serves("john", full));
}

// The server is stopped once for all users.
void StopServerTest::severalUsers()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    const QByteArray started = scene.events("start");
    const ConsoleRun reset = scene.console({"reset", "john", "ann", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QCOMPARE(reset.output.count("Stopped container"), 1);
    QCOMPARE(reset.output.count("Started container"), 1);
    QCOMPARE(reset.output.count("Successfully reset"), 2);
    QCOMPARE(scene.events("start").count('\n'), started.count('\n') + 1);
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.ask("ann"), empty);
}

// A server that hashes passwords at the start counts as starting until it accepts connections.
void StopServerTest::slowStart()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"), {},
                            {QStringLiteral("--start-time"), QStringLiteral("8000")});
    QVERIFY(scene.isReady());
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY2(reset.errors.contains("The server is still starting"), reset.text().constData());
    QVERIFY2(reset.output.contains("Started container server-official"), reset.text().constData());
    // Without waiting for it.
    const QByteArray answer = scene.ask("ann");
    QVERIFY2(answer.startsWith("notes=2 "), answer.constData());
}

void StopServerTest::json()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    const QByteArray plan = scene.console({"reset", "john", "--stop-server", "--json"}).output;
    const QJsonObject planned = objectOf(plan, QStringLiteral("server-plan"));
    const QJsonObject server =
        planned.value(QStringLiteral("servers")).toArray().first().toObject();
    QCOMPARE(server.value(QStringLiteral("engine")).toString(), QStringLiteral("podman"));
    QCOMPARE(server.value(QStringLiteral("name")).toString(), scene.container());
    QCOMPARE(server.value(QStringLiteral("container")).toString().toUtf8(), scene.id());
    const QByteArray done =
        scene.console({"reset", "john", "--stop-server", "--yes", "--json"}).output;
    const QJsonObject result = objectOf(done, QStringLiteral("server-result"));
    const QJsonObject paused = result.value(QStringLiteral("servers")).toArray().first().toObject();
    QCOMPARE(paused.value(QStringLiteral("server")).toObject(), server);
    QCOMPARE(paused.value(QStringLiteral("stopped")).toBool(), true);
    QCOMPARE(paused.value(QStringLiteral("runs")).toBool(), true);
    const qint64 downtime = paused.value(QStringLiteral("downtime")).toInteger();
    QVERIFY2(downtime > 1000 && downtime < 60'000, QByteArray::number(downtime).constData());
    const QByteArray history = scene.console({"history", "--json"}).output;
    bool isThere = false;
    for (const QJsonObject &line : objectsIn(history)) {
        isThere = isThere || (line.value(QStringLiteral("act")) == QStringLiteral("stop-server") &&
                              line.value(QStringLiteral("downtime")).toInteger() == downtime);
    }
    QVERIFY2(isThere, history.constData());

    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
                 {QStringLiteral(SYNCADMIN_SOURCE "/tests/support/validatejson.py"),
                  QStringLiteral(SYNCADMIN_SOURCE "/resources/schema/report.schema.json")});
    python.write(plan + done + history);
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished());
    const QByteArray said = python.readAllStandardOutput() + python.readAllStandardError();
    if (said.contains("No module named"))
        QSKIP("python3-jsonschema is not installed");
    QVERIFY2(python.exitCode() == 0, said.constData());
}

void StopServerTest::ignoresSigterm()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"),
                            {QStringLiteral("--stop-timeout=2")},
                            {QStringLiteral("--ignore-term")});
    QVERIFY(scene.isReady());
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.ask("ann"), full);
}

void StopServerTest::strangeNames()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    const QByteArray instance = scene.instance();
    for (const QByteArrayList &option :
         {QByteArrayList{"--container=-a"}, QByteArrayList{"--container", "--all"},
          QByteArrayList{"--container", "--latest"}, QByteArrayList{"--container=--help"},
          QByteArrayList{"--container=server-official --time=0"},
          QByteArrayList{"--container=$(podman stop -a)"},
          QByteArrayList{"--container=server-official\n"}, QByteArrayList{"--container=\xff\xfe"},
          QByteArrayList{"--container={{.Id}}"}}) {
        const ConsoleRun reset =
            runConsole(QByteArrayList{"reset", "john", "--stop-server", "--yes"} + option);
        QVERIFY2(reset.exitCode == 1 && (reset.errors.contains("does not exist") ||
                                         reset.errors.contains("not found")),
                 reset.text().constData());
        QCOMPARE(scene.instance(), instance);
    }
}

void StopServerTest::nothingToStop()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains("  - Nothing to stop: "));
    // A server that did not run is not started.
    QCOMPARE(scene.state(), QByteArray("exited"));
    const ConsoleRun named =
        runConsole({"reset", "ann", "--container", "server-community", "--stop-server", "--yes"});
    QVERIFY2(named.exitCode == 0, named.text().constData());
    QVERIFY(named.output.contains("container server-community (podman) was not running"));
    QCOMPARE(scene.state(), QByteArray("exited"));
}

// The files are held by a process that is neither in a container nor a service.
void StopServerTest::notAServer()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    const HolderProcess holder(QStringLiteral("idle"), QFile::decodeName(scene.collection("john")));
    QVERIFY(holder.isReady());
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 3, reset.text().constData());
    QVERIFY2(reset.errors.contains("which cannot be stopped from here"), reset.errors.constData());
    QVERIFY(!reset.output.contains("Stopp"));
    QVERIFY(!QFile::exists(QFile::decodeName(scene.root() + "/.anki-sync-admin")));
}

// An idle server holds no file open. It is found by the data root that it mounts, or by its name.
void StopServerTest::whichServer()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"), {},
                            {QStringLiteral("--idle"), QStringLiteral("100")});
    QVERIFY(scene.isReady());
    QTest::qWait(300);
    const ConsoleRun idle = scene.console({"reset", "john", "--stop-server"});
    QVERIFY2(idle.output.contains("  - Stop container server-community (podman)"),
             idle.output.constData());
    QVERIFY(m_podman->startServer(QStringLiteral("second"), QStringLiteral("community"),
                                  QFile::decodeName(scene.root())));
    const auto remove = qScopeGuard([] {
        Podman::run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"),
                     QStringLiteral("second")});
    });
    const ConsoleRun both = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(both.exitCode == 1 && both.errors.contains("Name the server with --container."),
             both.text().constData());
    const ConsoleRun one =
        runConsole({"reset", "john", "--container", "server-community", "--stop-server", "--yes"});
    QVERIFY2(one.exitCode == 0, one.text().constData());
    QVERIFY(one.output.contains("  ✓ Stopped container server-community (podman)"));
    QVERIFY(scene.serves("john", empty));
}

// docker's command line, which sees podman's containers through podman's service.
void StopServerTest::throughDocker()
{
    const QString docker = QStandardPaths::findExecutable(QStringLiteral("docker"));
    if (docker.isEmpty())
        QSKIP("docker's command line is not installed");
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    const TemporaryRoot tools;
    const QByteArray address = "unix://" + tools.bytes() + "/socket";
    QProcess service;
    service.start(QStringLiteral("podman"),
                  {QStringLiteral("system"), QStringLiteral("service"), QStringLiteral("--time=0"),
                   QString::fromLocal8Bit(address)});
    const QByteArray path = qgetenv("PATH");
    const auto end = qScopeGuard([&service, &path] {
        qputenv("PATH", path);
        qunsetenv("DOCKER_HOST");
        service.terminate();
        if (!service.waitForFinished(5000))
            service.kill();
        service.waitForFinished();
    });
    QTRY_VERIFY(QFile::exists(tools / QStringLiteral("socket")));
    QVERIFY(QFile::link(docker, tools / QStringLiteral("docker")));
    QVERIFY(QFile::link(QStringLiteral("/bin/bash"), tools / QStringLiteral("bash")));
    qputenv("PATH", tools.bytes());
    qputenv("DOCKER_HOST", address);
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    qputenv("PATH", path);
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains("  ✓ Stopped container server-official (docker)"));
    QVERIFY(scene.serves("john", empty));
}

QTEST_GUILESS_MAIN(StopServerTest)
#include "tst_stopserver.moc"
