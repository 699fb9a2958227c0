#include "support/askeduser.h"
#include "support/consolerun.h"
#include "support/holderprocess.h"
#include "support/serverscene.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTest>

#include <sys/stat.h>

#include <csignal>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

const QByteArray full = QByteArrayLiteral("notes=2 media=2 usn=2");
const QByteArray empty = QByteArrayLiteral("notes=0 media=0 usn=0");

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

ConsoleRun run(const ServerScene &scene, QByteArrayList arguments, const QByteArray &input = {})
{
    return runConsole(arguments + QByteArrayList{"--data-root", scene.root()}, input);
}

bool hasRecord(const ServerScene &scene)
{
    return QFile::exists(
        QFile::decodeName(scene.root() + "/.anki-sync-admin/stopped-servers.json"));
}

} // namespace

// reset --stop-server with real containers.
class StopServerTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void roundTrip_data();
    Q_SLOT void roundTrip();
    Q_SLOT void undo();
    Q_SLOT void severalUsers();
    Q_SLOT void json();
    Q_SLOT void ignoresSigterm();
    Q_SLOT void crashLoop();
    Q_SLOT void broughtBack();
    Q_SLOT void stopFails();
    Q_SLOT void startFails();
    Q_SLOT void strangeNames_data();
    Q_SLOT void strangeNames();
    Q_SLOT void resetFails();
    Q_SLOT void cancelled_data();
    Q_SLOT void cancelled();
    Q_SLOT void killed_data();
    Q_SLOT void killed();
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
    // A user whom no client visits, so that the server has no reason to touch anything of his.
    QVERIFY(succeeds({QStringLiteral("cp"), QStringLiteral("-a"), QStringLiteral("--"),
                      QFile::decodeName(scene.user("ann")), QFile::decodeName(scene.user("bob"))}));
    const TreeSnapshot bob = scene.tree("bob");
    const TreeSnapshot annMedia = TreeSnapshot::of(scene.media("ann", ""));
    const QByteArray server = "container server-" + family.toUtf8() + " (podman)";

    QCOMPARE(run(scene, {"reset", "john", "--yes"}).exitCode, 3);
    const QByteArray instance = scene.instance();
    const ConsoleRun dry = run(scene, {"reset", "john", "--stop-server"});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.output.contains(QByteArray("  - Stop " + server +
                                            "\n  - Start it again after "
                                            "the reset\n")),
             dry.output.constData());
    QCOMPARE(scene.instance(), instance);
    QVERIFY(!QFile::exists(QFile::decodeName(scene.root() + "/.anki-sync-admin")));

    const ConsoleRun declined = run(scene, {"reset", "john", "--stop-server", "--confirm"}, "no\n");
    QCOMPARE(declined.exitCode, 0);
    QCOMPARE(scene.instance(), instance);

    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains(QByteArray("  ✓ Stopped " + server + "\n")));
    QVERIFY(reset.output.contains("✅ Successfully reset user 'john'!"));
    QVERIFY(reset.output.contains(QByteArray("  ✓ Started " + server + ": it was down for ")));
    QVERIFY(!hasRecord(scene));
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
    const ConsoleRun history = run(scene, {"history"});
    QVERIFY2(history.output.contains("stop-server\tdone, down for "), history.output.constData());
}

void StopServerTest::undo()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    QCOMPARE(run(scene, {"reset", "john", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.sync("john", "third"), empty);
    const QByteArray point =
        objectOf(run(scene, {"restore-points", "--json"}).output, QStringLiteral("restore-point"))
            .value(QStringLiteral("id"))
            .toString()
            .toUtf8();
    const ConsoleRun dry = run(scene, {"restore", point, "--stop-server"});
    QVERIFY(dry.output.contains("  - Stop container server-official (podman)"));
    QCOMPARE(run(scene, {"restore", point, "--yes"}).exitCode, 3);
    const ConsoleRun restored = run(scene, {"restore", point, "--stop-server", "--yes"});
    QVERIFY2(restored.exitCode == 0, restored.text().constData());
    QVERIFY(scene.serves("john", full));
}

// Stopped once for all of them.
void StopServerTest::severalUsers()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    const QByteArray started = scene.events("start");
    const ConsoleRun reset = run(scene, {"reset", "john", "ann", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QCOMPARE(reset.output.count("Stopped container"), 1);
    QCOMPARE(reset.output.count("Started container"), 1);
    QCOMPARE(reset.output.count("Successfully reset"), 2);
    QCOMPARE(scene.events("start").count('\n'), started.count('\n') + 1);
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.ask("ann"), empty);
}

void StopServerTest::json()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    const QByteArray plan = run(scene, {"reset", "john", "--stop-server", "--json"}).output;
    const QJsonObject planned = objectOf(plan, QStringLiteral("server-plan"));
    const QJsonObject server =
        planned.value(QStringLiteral("servers")).toArray().first().toObject();
    QCOMPARE(server.value(QStringLiteral("engine")).toString(), QStringLiteral("podman"));
    QCOMPARE(server.value(QStringLiteral("name")).toString(), scene.container());
    QCOMPARE(server.value(QStringLiteral("container")).toString().toUtf8(), scene.id());
    const QByteArray done =
        run(scene, {"reset", "john", "--stop-server", "--yes", "--json"}).output;
    const QJsonObject result = objectOf(done, QStringLiteral("server-result"));
    const QJsonObject paused = result.value(QStringLiteral("servers")).toArray().first().toObject();
    QCOMPARE(paused.value(QStringLiteral("server")).toObject(), server);
    QCOMPARE(paused.value(QStringLiteral("stopped")).toBool(), true);
    QCOMPARE(paused.value(QStringLiteral("runs")).toBool(), true);
    const qint64 downtime = paused.value(QStringLiteral("downtime")).toInteger();
    QVERIFY2(downtime > 1000 && downtime < 60'000, QByteArray::number(downtime).constData());
    const QByteArray history = run(scene, {"history", "--json"}).output;
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
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.ask("ann"), full);
}

// One that ends again and again, and is started again each time.
void StopServerTest::crashLoop()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    QVERIFY(m_podman->startServer(
        QStringLiteral("looper"), QStringLiteral("official"), QFile::decodeName(scene.root()),
        {QStringLiteral("--restart=always"), QStringLiteral("--env=SYNC_USERS=john")},
        {QStringLiteral("--die-after"), QStringLiteral("1200")}));
    const auto remove = qScopeGuard([] {
        Podman::run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"),
                     QStringLiteral("looper")});
    });
    const ConsoleRun reset =
        runConsole({"reset", "john", "--container", "looper", "--stop-server", "--yes"});
    // It was stopped for as long as the reset took, and loops on.
    QVERIFY2(reset.exitCode == 4, reset.text().constData());
    QVERIFY(reset.output.contains("Successfully reset user 'john'"));
    QVERIFY2(reset.errors.contains("did not keep running"), reset.errors.constData());
    Podman::run({QStringLiteral("stop"), QStringLiteral("-t0"), QStringLiteral("looper")});
    QVERIFY(scene.tell(QStringLiteral("start")));
    QVERIFY(scene.serves("john", empty));
}

// As a supervisor would do it.
void StopServerTest::broughtBack()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    QProcess supervisor;
    supervisor.start(
        QStringLiteral("sh"),
        {QStringLiteral("-c"),
         QStringLiteral("while :; do podman wait \"$1\"; podman start \"$1\"; done >/dev/null"),
         QStringLiteral("sh"), scene.container()});
    const auto end = qScopeGuard([&supervisor] {
        supervisor.kill();
        supervisor.waitForFinished();
    });
    QVERIFY(supervisor.waitForStarted());
    QTest::qWait(500);
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 3, reset.text().constData());
    QVERIFY2(reset.errors.contains("in use by the server, which was stopped and is "),
             reset.errors.constData());
    QVERIFY(reset.output.contains("No changes were made."));
    QVERIFY(!reset.output.contains("Successfully"));
    QVERIFY(!hasRecord(scene));
    QVERIFY(scene.serves("john", full));
}

// podman stops no container that is paused.
void StopServerTest::stopFails()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    if (!scene.tell(QStringLiteral("pause")))
        QSKIP("containers cannot be paused here");
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 1, reset.text().constData());
    QVERIFY2(reset.output.contains("  ✗ Failed to stop container server-official (podman): "),
             reset.output.constData());
    QVERIFY(reset.output.contains("No changes were made."));
    QVERIFY(!hasRecord(scene));
    QCOMPARE(scene.state(), QByteArray("paused"));
    QVERIFY(scene.tell(QStringLiteral("unpause")));
    QVERIFY(scene.serves("john", full));
}

// The server cannot come back, for its volume's folder has gone meanwhile.
void StopServerTest::startFails()
{
    const TemporaryRoot more;
    const ServerScene scene(*m_podman, QStringLiteral("official"),
                            {QStringLiteral("--volume"), more.path() + QStringLiteral(":/more")});
    QVERIFY(scene.isReady());
    const QByteArray moved = more.bytes() + "-moved";
    QCOMPARE(::rename(more.bytes().constData(), moved.constData()), 0);
    const auto back = qScopeGuard([&] { ::rename(moved.constData(), more.bytes().constData()); });
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 4, reset.text().constData());
    QVERIFY(reset.output.contains("Successfully reset user 'john'"));
    QVERIFY2(reset.output.contains("  ✗ Failed to start container server-official (podman): "),
             reset.output.constData());
    QVERIFY(reset.output.contains("podman start server-official\n"));
    QVERIFY(hasRecord(scene));
    const ConsoleRun failed = run(scene, {"recover", "--yes"});
    QCOMPARE(failed.exitCode, 1);
    QVERIFY(hasRecord(scene));
    QCOMPARE(::rename(moved.constData(), more.bytes().constData()), 0);
    const ConsoleRun recovered = run(scene, {"recover", "--yes"});
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
    QVERIFY(!hasRecord(scene));
    QVERIFY(scene.serves("john", empty));
}

void StopServerTest::strangeNames_data()
{
    QTest::addColumn<QByteArrayList>("option");
    QTest::newRow("-a") << QByteArrayList{"--container=-a"};
    QTest::newRow("--all") << QByteArrayList{"--container", "--all"};
    QTest::newRow("--latest") << QByteArrayList{"--container", "--latest"};
    QTest::newRow("--help") << QByteArrayList{"--container=--help"};
    QTest::newRow("two words") << QByteArrayList{"--container=server-official --time=0"};
    QTest::newRow("shell") << QByteArrayList{"--container=$(podman stop -a)"};
    QTest::newRow("line feed") << QByteArrayList{"--container=server-official\n"};
    QTest::newRow("no UTF-8") << QByteArrayList{"--container=\xff\xfe"};
    QTest::newRow("format") << QByteArrayList{"--container={{.Id}}"};
}

void StopServerTest::strangeNames()
{
    QFETCH(QByteArrayList, option);
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    const QByteArray instance = scene.instance();
    const ConsoleRun reset =
        runConsole(QByteArrayList{"reset", "john", "--stop-server", "--yes"} + option);
    QVERIFY2(reset.exitCode == 1 && reset.errors.contains("does not exist"),
             reset.errors.constData());
    QCOMPARE(scene.instance(), instance);
}

// Whatever becomes of the reset, the server runs again.
void StopServerTest::resetFails()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    // The store is there, and takes no new restore point.
    QCOMPARE(run(scene, {"reset", "ann", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("ann", empty));
    const QString points = QFile::decodeName(scene.root() + "/.anki-sync-admin/restore-points");
    if (!succeeds({QStringLiteral("chattr"), QStringLiteral("+i"), points}))
        QSKIP("this file system knows no immutable folders");
    const auto allow = qScopeGuard([&points] {
        succeeds({QStringLiteral("chattr"), QStringLiteral("-i"), points});
    });
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 1, reset.text().constData());
    QVERIFY(reset.output.contains("No changes were made"));
    QVERIFY(reset.output.contains("  ✓ Started container server-official (podman)"));
    QVERIFY(!hasRecord(scene));
    QVERIFY(scene.serves("john", full));
}

namespace {

// The program at work, until the server has been stopped.
class Started
{
public:
    Started(const ServerScene &scene, const QStringList &arguments)
    {
        m_process.start(QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                        arguments + QStringList{QStringLiteral("--stop-server"),
                                                QStringLiteral("--yes"),
                                                QStringLiteral("--data-root"),
                                                QFile::decodeName(scene.root())});
        const QDeadlineTimer limit(30'000);
        while (scene.state() != "exited" && !limit.hasExpired())
            QTest::qSleep(20);
    }
    ~Started()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Started)

    QProcess &process() { return m_process; }

private:
    QProcess m_process;
};

} // namespace

void StopServerTest::cancelled_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("the terminal is closed") << SIGHUP;
}

void StopServerTest::cancelled()
{
    QFETCH(int, signal);
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    Started reset(scene, {QStringLiteral("reset"), QStringLiteral("john")});
    ::kill(static_cast<pid_t>(reset.process().processId()), signal);
    QVERIFY(reset.process().waitForFinished(60'000));
    QCOMPARE(reset.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(reset.process().exitCode(), 130);
    const QByteArray output = reset.process().readAllStandardOutput();
    QVERIFY2(output.contains("  ✓ Started container server-official (podman)"), output.constData());
    QVERIFY(!hasRecord(scene));
    QCOMPARE(scene.state(), QByteArray("running"));
    QVERIFY(scene.serves("john", full));
}

void StopServerTest::killed_data()
{
    QTest::addColumn<int>("after"); // ms since the server was seen to have ended
    for (const int after : {0, 1000, 2000, 2300, 2600})
        QTest::addRow("%d ms", after) << after;
}

void StopServerTest::killed()
{
    QFETCH(int, after);
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    {
        Started reset(scene, {QStringLiteral("reset"), QStringLiteral("john")});
        QTest::qWait(after);
        reset.process().kill();
        reset.process().waitForFinished();
    }
    if (!hasRecord(scene)) {
        QVERIFY(scene.serves("john", empty)); // it was through
        return;
    }
    const QByteArray instance = scene.instance();
    const bool runs = scene.state() == "running";
    const ConsoleRun dry = run(scene, {"recover"});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.output.contains(runs ? "  - Nothing to start: container server-official (podman)"
                                      : "  - Start container server-official (podman), which is "
                                        "'exited'"),
             dry.output.constData());
    QCOMPARE(scene.instance(), instance);
    // Another one would forget which server it was.
    const ConsoleRun again =
        runConsole({"reset", "ann", "--container", "server-official", "--stop-server", "--yes"});
    QVERIFY2(again.exitCode == 1 && again.errors.contains("run anki-sync-adminctl recover first"),
             again.text().constData());
    QCOMPARE(run(scene, {"recover", "--confirm"}, "no\n").exitCode, 0);
    QVERIFY(hasRecord(scene));
    QCOMPARE(scene.instance(), instance);

    const ConsoleRun recovered = run(scene, {"recover", "--confirm"}, "yes\n");
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
    QVERIFY(recovered.output.contains("start container server-official (podman)?") || runs);
    QVERIFY(!hasRecord(scene));
    QCOMPARE(scene.state(), QByteArray("running"));
    QTRY_VERIFY(QByteArrayList({full, empty}).contains(scene.ask("john")));
    QCOMPARE(scene.ask("ann"), full);
    QVERIFY(run(scene, {"recover"}).output.startsWith("Nothing to recover"));
    QCOMPARE(run(scene, {"reset", "john", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("john", empty));
}

void StopServerTest::nothingToStop()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains("  - Nothing to stop: "));
    // Nor does it start what did not run.
    QCOMPARE(scene.state(), QByteArray("exited"));
    const ConsoleRun named =
        runConsole({"reset", "ann", "--container", "server-community", "--stop-server", "--yes"});
    QVERIFY2(named.exitCode == 0, named.text().constData());
    QVERIFY(named.output.contains("container server-community (podman) did not run"));
    QCOMPARE(scene.state(), QByteArray("exited"));
}

// Held by a process that is neither in a container nor a service.
void StopServerTest::notAServer()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    const HolderProcess holder(QStringLiteral("idle"), QFile::decodeName(scene.collection("john")));
    QVERIFY(holder.isReady());
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 3, reset.text().constData());
    QVERIFY2(reset.errors.contains("which cannot be stopped from here"), reset.errors.constData());
    QVERIFY(!reset.output.contains("Stopp"));
    QVERIFY(!QFile::exists(QFile::decodeName(scene.root() + "/.anki-sync-admin")));
}

// Idle servers hold nothing: it is told by the data root that is mounted, or by its name.
void StopServerTest::whichServer()
{
    const ServerScene scene(*m_podman, QStringLiteral("community"), {},
                            {QStringLiteral("--idle"), QStringLiteral("100")});
    QVERIFY(scene.isReady());
    QTest::qWait(300);
    const ConsoleRun idle = run(scene, {"reset", "john", "--stop-server"});
    QVERIFY2(idle.output.contains("  - Stop container server-community (podman)"),
             idle.output.constData());
    QVERIFY(m_podman->startServer(QStringLiteral("second"), QStringLiteral("community"),
                                  QFile::decodeName(scene.root())));
    const auto remove = qScopeGuard([] {
        Podman::run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"),
                     QStringLiteral("second")});
    });
    const ConsoleRun both = run(scene, {"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(both.exitCode == 1 && both.errors.contains("(name the server with --container)"),
             both.text().constData());
    const ConsoleRun one =
        runConsole({"reset", "john", "--container", "server-community", "--stop-server", "--yes"});
    QVERIFY2(one.exitCode == 0, one.text().constData());
    QVERIFY(one.output.contains("  ✓ Stopped container server-community (podman)"));
    QVERIFY(scene.serves("john", empty));
}

// docker's own command line, which knows podman's containers through podman's service.
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
    const ConsoleRun reset = run(scene, {"reset", "john", "--stop-server", "--yes"});
    qputenv("PATH", path);
    QVERIFY2(reset.exitCode == 0, reset.text().constData());
    QVERIFY(reset.output.contains("  ✓ Stopped container server-official (docker)"));
    QVERIFY(scene.serves("john", empty));
}

QTEST_GUILESS_MAIN(StopServerTest)
#include "tst_stopserver.moc"
