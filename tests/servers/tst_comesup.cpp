#include "report/servertext.h"
#include "servers/serveractivity.h"
#include "servers/servercontrol.h"
#include "support/faketools.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include <unistd.h>

#include <thread>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A fake service whose main process id is in a file.
constexpr auto fakeSystemctl = R"sh(#!/bin/bash
printf '%s\n' LoadState=loaded "ActiveState=$(cat "$FAKE/state")" "SubState=$(cat "$FAKE/sub")" \
    "MainPID=$(cat "$FAKE/pid")" Restart=no TriggeredBy= "InvocationID=$(cat "$FAKE/instance")" \
    CanStart=yes CanStop=yes Transient=no
)sh";

constexpr auto watch = 400ms;

} // namespace

// A started server that takes long. The stand-in is a process of this machine that acts as a
// service.
class TestComesUp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void waitsUntilItListens();
    void isNotCalledFailedWhileItStarts();
    void isReadyAtOnce();
    void isReadyWhereItRests();
    void endsWhileItStarts();
    void activatingService();
    void unknownProcess();
    void reportsNameIt();

private:
    void start(const QStringList &command);
    bool isListening() const { return ServerActivity::of(m_server.processId()).isListening; }
    Result<Readiness> comeUp(std::chrono::milliseconds limit)
    {
        m_reports = 0;
        return comesUp(m_handle, watch, limit, {[this](const Progress &) { ++m_reports; }, {}});
    }
    void set(const QString &name, const QByteArray &value) const
    {
        QVERIFY(writeBytes(m_tools / name, value));
    }
    QStringList standin(int startTime) const
    {
        return {QStringLiteral(SYNCADMIN_STANDIN),
                u"serve"_s,
                u"community"_s,
                m_root.path(),
                u"--start-time"_s,
                QString::number(startTime),
                u"--socket"_s,
                u"standin-%1"_s.arg(::getpid())};
    }

    FakeTools m_tools;
    TemporaryRoot m_root;
    QProcess m_server;
    ServerHandle m_handle;
    int m_reports = 0;
};

void TestComesUp::initTestCase()
{
    QVERIFY(writeProgram(m_tools / u"systemctl"_s, fakeSystemctl));
    m_handle.kind = ServerHandle::Kind::Unit;
    m_handle.unit.unit = "anki.service";
    m_handle.name = u"anki.service"_s;
}

void TestComesUp::init()
{
    set(u"state"_s, "active");
    set(u"sub"_s, "running");
    set(u"instance"_s, "1");
    set(u"pid"_s, "0");
}

void TestComesUp::cleanup()
{
    m_server.kill();
    m_server.waitForFinished();
}

void TestComesUp::start(const QStringList &command)
{
    m_server.start(command.first(), command.mid(1));
    QVERIFY(m_server.waitForStarted());
    set(u"pid"_s, QByteArray::number(m_server.processId()));
}

void TestComesUp::waitsUntilItListens()
{
    constexpr int startTime = 3000; // ms, far more than the watch
    start(standin(startTime));
    QElapsedTimer time;
    time.start();
    const auto ready = comeUp(60s);
    QVERIFY2(ready, ready ? "" : qPrintable(ready.error().message()));
    QCOMPARE(*ready, Readiness::Ready);
    QVERIFY(isListening());
    QVERIFY2(time.elapsed() >= startTime - 500, QByteArray::number(time.elapsed()).constData());
    QVERIFY(m_reports > 0);
}

void TestComesUp::isNotCalledFailedWhileItStarts()
{
    start(standin(60'000));
    const auto ready = comeUp(1500ms);
    QVERIFY2(ready, ready ? "" : qPrintable(ready.error().message()));
    QCOMPARE(*ready, Readiness::Starting);
    QVERIFY(!isListening());
    QVERIFY(m_reports > 0);
}

void TestComesUp::isReadyAtOnce()
{
    start(standin(0));
    QTRY_VERIFY(isListening());
    const auto ready = comeUp(60s);
    QVERIFY(ready && *ready == Readiness::Ready);
    QCOMPARE(m_reports, 0);
}

// For example if another process has its sockets.
void TestComesUp::isReadyWhereItRests()
{
    start({u"sleep"_s, u"60"_s});
    const auto ready = comeUp(60s);
    QVERIFY(ready && *ready == Readiness::Ready);
}

void TestComesUp::endsWhileItStarts()
{
    start(standin(60'000));

    std::thread ends([this] {
        std::this_thread::sleep_for(1s);
        set(u"state"_s, "failed");
    });
    const auto ready = comeUp(60s);
    ends.join();
    QVERIFY(!ready);
    QVERIFY2(ready.error().message().contains(u"did not keep running"_s),
             qPrintable(ready.error().message()));
}

void TestComesUp::activatingService()
{
    set(u"state"_s, "activating");
    set(u"sub"_s, "start");
    QVERIFY(startServer(m_handle, 5s, {}));
    auto ready = comeUp(1s);
    QVERIFY(ready && *ready == Readiness::Starting);
    // A service that fails repeatedly.
    set(u"sub"_s, "auto-restart");
    ready = comeUp(1s);
    QVERIFY(!ready);
}

void TestComesUp::unknownProcess()
{
    const auto ready = comeUp(60s);
    QVERIFY(ready && *ready == Readiness::Ready);
}

void TestComesUp::reportsNameIt()
{
    PausedServer server;
    server.server = m_handle;
    server.ran = server.stopped = server.runs = server.isStarting = true;
    server.downtime = 180s;
    PauseReport report;
    report.servers.append(server);
    QVERIFY(report.allRunAgain());
    const QString text = serversStartedText(report, u"resume"_s);
    QVERIFY2(text.contains(u"Started service anki.service, which is still starting"_s),
             qPrintable(text));
    QVERIFY2(!text.contains(u"Failed"_s) && !text.contains(u"was down"_s), qPrintable(text));
    QCOMPARE(downtimeText(report), u"service anki.service is still starting"_s);
    const QJsonObject json = serverResultJson(report, u"reset"_s);
    QVERIFY(json.value(u"servers"_s).toArray().first()[u"starting"_s].toBool());
}

QTEST_GUILESS_MAIN(TestComesUp)
#include "tst_comesup.moc"
