#include "support/askeduser.h"
#include "support/serverscene.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QTest>

#include <csignal>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

const QByteArray full = QByteArrayLiteral("notes=2 media=2");
const QByteArray empty = QByteArrayLiteral("notes=0 media=0");

// The running program, from the moment at which the server is stopped.
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

// Failures of --stop-server with real containers: the server runs afterwards, or resume can start
// it.
class ServerFailuresTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void crashLoop();
    Q_SLOT void broughtBack();
    Q_SLOT void stopFails();
    Q_SLOT void startFails();
    Q_SLOT void resetFails();
    Q_SLOT void cancelled_data();
    Q_SLOT void cancelled();
    Q_SLOT void killed_data();
    Q_SLOT void killed();
    Q_SLOT void killedWhileStopping();

    std::unique_ptr<Podman> m_podman;
};

void ServerFailuresTest::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
}

void ServerFailuresTest::cleanupTestCase()
{
    m_podman.reset();
}

// A server that ends again and again and is restarted each time.
void ServerFailuresTest::crashLoop()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    QVERIFY(scene.tell(QStringLiteral("stop")));
    QVERIFY(m_podman->startServer(
        QStringLiteral("looper"), QStringLiteral("official"), QFile::decodeName(scene.root()),
        ServerScene::serverOptions() + QStringList{QStringLiteral("--restart=always")},
        {QStringLiteral("--die-after"), QStringLiteral("1200")}));
    const QStringList remove{QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"),
                             QStringLiteral("looper")};
    const auto removed = qScopeGuard([&remove] { Podman::run(remove); });
    const ConsoleRun reset =
        runConsole({"reset", "john", "--container", "looper", "--stop-server", "--yes"});
    // If it is stopped while it runs, it stays stopped; between two starts, its restart policy
    // starts it again. It restarts on afterwards in both cases.
    const bool isReset = reset.output.contains("Successfully reset user 'john'");
    QVERIFY2(reset.exitCode == 4 || (reset.exitCode == 3 && !isReset), reset.text().constData());
    if (reset.exitCode == 4)
        QVERIFY2(reset.errors.contains("did not keep running"), reset.errors.constData());
    if (!isReset) {
        QVERIFY(reset.output.contains("No changes were made."));
        QVERIFY2(reset.errors.contains("started by its restart policy, always"),
                 reset.errors.constData());
    }
    QCOMPARE(Podman::run(remove).exitCode, 0);
    QVERIFY(scene.tell(QStringLiteral("start")));
    QVERIFY(scene.serves("john", isReset ? empty : full));
    QVERIFY(scene.serves("ann", full));
}

// As a supervisor does.
void ServerFailuresTest::broughtBack()
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
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 3, reset.text().constData());
    QVERIFY2(reset.errors.contains("in use by a new process ('"), reset.errors.constData());
    QVERIFY(reset.output.contains("No changes were made."));
    QVERIFY(!reset.output.contains("Successfully"));
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", full));
}

// podman stops no container that is paused.
void ServerFailuresTest::stopFails()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    if (!scene.tell(QStringLiteral("pause")))
        QSKIP("containers cannot be paused here");
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 1, reset.text().constData());
    QVERIFY2(reset.output.contains("  ✗ Failed to stop container server-official (podman): "),
             reset.output.constData());
    QVERIFY(reset.output.contains("No changes were made."));
    QVERIFY(!scene.hasRecord());
    QCOMPARE(scene.state(), QByteArray("paused"));
    QVERIFY(scene.tell(QStringLiteral("unpause")));
    QVERIFY(scene.serves("john", full));
}

// The server cannot be started, because the folder of its volume was removed.
void ServerFailuresTest::startFails()
{
    const TemporaryRoot more;
    const ServerScene scene(*m_podman, QStringLiteral("official"),
                            {QStringLiteral("--volume"), more.path() + QStringLiteral(":/more")});
    QVERIFY(scene.isReady());
    const QByteArray moved = more.bytes() + "-moved";
    QCOMPARE(::rename(more.bytes().constData(), moved.constData()), 0);
    const auto back = qScopeGuard([&] { ::rename(moved.constData(), more.bytes().constData()); });
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 4, reset.text().constData());
    QVERIFY(reset.output.contains("Successfully reset user 'john'"));
    QVERIFY2(reset.output.contains("  ✗ Failed to start container server-official (podman): "),
             reset.output.constData());
    QVERIFY(reset.output.contains("podman start server-official\n"));
    QVERIFY(scene.hasRecord());
    const ConsoleRun failed = scene.console({"resume", "--yes"});
    QCOMPARE(failed.exitCode, 4); // as the reset: a server that was stopped does not run
    QVERIFY(scene.hasRecord());
    QCOMPARE(::rename(moved.constData(), more.bytes().constData()), 0);
    const ConsoleRun recovered = scene.console({"resume", "--yes"});
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", empty));
}

// The server is started even if the reset fails.
void ServerFailuresTest::resetFails()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    // The store exists, but no restore point can be made in it.
    QCOMPARE(scene.console({"reset", "ann", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("ann", empty));
    const QString points = QFile::decodeName(scene.root() + "/.anki-sync-admin/restore-points");
    if (!succeeds({QStringLiteral("chattr"), QStringLiteral("+i"), points}))
        QSKIP("this file system knows no immutable folders");
    const auto allow = qScopeGuard([&points] {
        succeeds({QStringLiteral("chattr"), QStringLiteral("-i"), points});
    });
    const ConsoleRun reset = scene.console({"reset", "john", "--stop-server", "--yes"});
    QVERIFY2(reset.exitCode == 1, reset.text().constData());
    QVERIFY(reset.output.contains("No changes were made"));
    QVERIFY(reset.output.contains("  ✓ Started container server-official (podman)"));
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", full));
}

void ServerFailuresTest::cancelled_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("the terminal is closed") << SIGHUP;
}

void ServerFailuresTest::cancelled()
{
    QFETCH(int, signal);
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    Started reset(scene, {QStringLiteral("reset"), QStringLiteral("john")});
    ::kill(static_cast<pid_t>(reset.process().processId()), signal);
    QVERIFY(reset.process().waitForFinished(60'000));
    QCOMPARE(reset.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(reset.process().exitCode(), 128 + signal);
    const QByteArray output = reset.process().readAllStandardOutput();
    QVERIFY2(output.contains("  ✓ Started container server-official (podman)"), output.constData());
    QVERIFY(!scene.hasRecord());
    QCOMPARE(scene.state(), QByteArray("running"));
    QVERIFY(scene.serves("john", full));
}

void ServerFailuresTest::killed_data()
{
    QTest::addColumn<int>("after"); // ms since the server was seen to have ended
    for (const int after : {0, 1000, 2000, 2300, 2600})
        QTest::addRow("%d ms", after) << after;
}

void ServerFailuresTest::killed()
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
    if (!scene.hasRecord()) {
        QVERIFY(scene.serves("john", empty)); // it was through
        return;
    }
    // A podman that was started by the program before it was killed may still be at work.
    QByteArray state;
    do {
        state = scene.state() + scene.instance();
        QTest::qWait(1500);
    } while (scene.state() + scene.instance() != state);
    const QByteArray instance = scene.instance();
    const bool runs = scene.state() == "running";
    const ConsoleRun dry = scene.console({"resume"});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.output.contains(runs ? "  - Nothing to start: container server-official (podman)"
                                      : "  - Start container server-official (podman), which is "
                                        "'exited'"),
             dry.output.constData());
    QCOMPARE(scene.instance(), instance);
    // A second operation would overwrite the record of the server.
    const ConsoleRun again =
        runConsole({"reset", "ann", "--container", "server-official", "--stop-server", "--yes"});
    QVERIFY2(again.exitCode == 1 && again.errors.contains("Run anki-sync-adminctl resume first"),
             again.text().constData());
    QCOMPARE(scene.console({"resume", "--confirm"}, "no\n").exitCode, 2);
    QVERIFY(scene.hasRecord());
    QCOMPARE(scene.instance(), instance);

    const ConsoleRun recovered = scene.console({"resume", "--confirm"}, "yes\n");
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
    QVERIFY(recovered.errors.contains("start container server-official (podman)?") || runs);
    QVERIFY(!scene.hasRecord());
    QCOMPARE(scene.state(), QByteArray("running"));
    QTRY_VERIFY(QByteArrayList({full, empty}).contains(scene.ask("john")));
    QCOMPARE(scene.ask("ann"), full);
    QVERIFY(scene.console({"resume"}).output.startsWith("Nothing to resume"));
    QCOMPARE(scene.console({"reset", "john", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("john", empty));
}

// podman stops the server even after the program that asked for it was killed.
void ServerFailuresTest::killedWhileStopping()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"),
                            {QStringLiteral("--stop-timeout=4")},
                            {QStringLiteral("--ignore-term")});
    QVERIFY(scene.isReady());
    QProcess reset;
    reset.start(QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                {QStringLiteral("reset"), QStringLiteral("john"), QStringLiteral("--stop-server"),
                 QStringLiteral("--yes"), QStringLiteral("--data-root"),
                 QFile::decodeName(scene.root())});
    QTRY_VERIFY_WITH_TIMEOUT(scene.hasRecord(), 20'000);
    QTest::qWait(500);
    reset.kill();
    QVERIFY(reset.waitForFinished());
    QVERIFY(scene.hasRecord());
    QVERIFY(scene.state() != "exited");

    const ConsoleRun recovered = scene.console({"resume", "--yes"});
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
    QVERIFY(!scene.hasRecord());
    QTest::qWait(5000); // past the end of the time that the server had to stop
    QCOMPARE(scene.state(), QByteArray("running"));
    QVERIFY(scene.serves("john", full));
}

QTEST_GUILESS_MAIN(ServerFailuresTest)
#include "tst_serverfailures.moc"
