#include "servers/servercontrol.h"
#include "support/faketools.h"
#include "support/files.h"

#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// systemd's services. Test machines have no running systemd, so a fake systemctl keeps the state in
// a folder and answers like systemctl 252.
class TestService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void parses();
    void garbage_data();
    void garbage();
    void stopsAndStarts();
    void refused_data();
    void refused();
    void findsWhatStartedItAgain();
    void doesNotStop();
    void doesNotKeepRunning();
    void usersOwnManager();
    void namesThatAreNoServices_data();
    void namesThatAreNoServices();
    void withoutSystemd();
    void survivesAFile();

private:
    // The service's properties, one on each line. `systemctl COMMAND` runs the file of that name.
    void setProperties(const QByteArray &changes = {}) const;
    QByteArray calls() const { return readBytes(m_folder / u"calls"_s); }
    static Holder holder();

    FakeTools m_folder;
};

namespace {

constexpr auto fakeSystemctl = R"(#!/bin/bash
echo "$*" >>"$FAKE/calls"
for word in "$@"; do case $word in show | start | stop) act=$word; break ;; esac; done
case $act in
show) cat "$FAKE/properties" ;;
start) sed -i 's/^ActiveState=.*/ActiveState=active/; s/^InvocationID=.*/InvocationID='$RANDOM'/' \
    "$FAKE/properties" ;;
stop) sed -i 's/^ActiveState=.*/ActiveState=inactive/' "$FAKE/properties" ;;
esac
test ! -e "$FAKE/after-$act" || . "$FAKE/after-$act"
)";

} // namespace

void TestService::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY(writeProgram(m_folder / u"systemctl"_s, fakeSystemctl));
}

void TestService::init()
{
    for (const auto &name : {u"calls"_s, u"after-stop"_s, u"after-start"_s, u"after-show"_s})
        QFile::remove(m_folder / name);
    setProperties();
}

void TestService::setProperties(const QByteArray &changes) const
{
    QByteArray text = "LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=" +
                      QByteArray::number(::getppid()) +
                      "\nRestart=always\nTriggeredBy=\nInvocationID=abc\nCanStart=yes\n"
                      "CanStop=yes\nTransient=no\n";
    for (const QByteArray &change : changes.split('\n')) {
        const qsizetype at = text.indexOf(change.left(change.indexOf('=') + 1));
        if (!change.isEmpty())
            text.replace(at, text.indexOf('\n', at) - at, change);
    }
    QVERIFY(writeBytes(m_folder / u"properties"_s, text));
}

// A process in a service's cgroup.
Holder TestService::holder()
{
    Holder holder;
    holder.pid = ::getppid();
    holder.command = u"ankisyncd"_s;
    holder.place = placeFromCgroup("0::/system.slice/anki\\x2dsync.service\n");
    holder.service = holder.place.service;
    return holder;
}

void TestService::parses()
{
    const auto service =
        parseService("MainPID=811\nLoadState=loaded\nActiveState=activating\n"
                     "SubState=auto-restart\nRestart=on-failure\nTriggeredBy=a.socket b.timer\n"
                     "InvocationID=x\nCanStart=no\nCanStop=no\nTransient=yes\nUnknown=1\n");
    QVERIFY(service);
    QCOMPARE(service->mainPid, 811);
    QCOMPARE(service->phase, ServerPhase::Between);
    QCOMPARE(service->restart, u"on-failure"_s);
    QCOMPARE(service->triggeredBy, u"a.socket b.timer"_s);
    QVERIFY(!service->canStart && !service->canStop && service->isTransient);
    QVERIFY(service->isLoaded());
}

void TestService::garbage_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("words") << QByteArray("Failed to connect to bus\n");
    QTest::newRow("no pid") << QByteArray("LoadState=loaded\nActiveState=active\n");
    QTest::newRow("wrong pid") << QByteArray("LoadState=loaded\nActiveState=active\nMainPID=x\n");
    QTest::newRow("negative") << QByteArray("LoadState=loaded\nActiveState=active\nMainPID=-1\n");
    QTest::newRow("too big") << QByteArray("LoadState=l\nActiveState=a\nMainPID=") +
                                    QByteArray(40, '9');
    QTest::newRow("bytes") << QByteArray(100'000, '\xff');
}

void TestService::garbage()
{
    QFETCH(QByteArray, text);
    const auto service = parseService(text);
    QVERIFY(!service);
    QVERIFY(service.error().message().startsWith(u"systemctl: cannot parse its output: "_s));
}

void TestService::stopsAndStarts()
{
    const auto server = serverOf(holder(), {});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().message()));
    QCOMPARE(server->text(), u"service anki\\\\x2dsync.service"_s);
    QCOMPARE(serverState(*server, {})->phase, ServerPhase::Running);
    QVERIFY(stopServer(*server, 10s, {}));
    QCOMPARE(serverState(*server, {})->phase, ServerPhase::Stopped);
    QVERIFY(staysStopped(*server, 500ms, {}));
    QVERIFY(startServer(*server, 10s, {}));
    QVERIFY(keepsRunning(*server, 500ms, {}));
    // The name in systemd's form, after all options.
    QVERIFY(calls().contains(" stop -- anki\\x2dsync.service\n"));
    QVERIFY(calls().contains("--system --no-pager --no-ask-password"));
}

void TestService::refused_data()
{
    QTest::addColumn<QByteArray>("properties");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *properties, const char *why) {
        QTest::newRow(properties) << QByteArray(properties) << QString::fromLatin1(why);
    };
    row("MainPID=1", "its main process is not the one that has the files open");
    row("LoadState=not-found", "its load state in systemd is 'not-found'");
    row("Transient=yes", "it is transient, so it cannot be started again");
    row("CanStop=no", "systemd does not allow stopping and starting it");
    row("CanStart=no", "systemd does not allow stopping and starting it");
}

void TestService::refused()
{
    QFETCH(QByteArray, properties);
    QFETCH(QString, why);
    setProperties(properties);
    const auto server = serverOf(holder(), {});
    QVERIFY(!server);
    QCOMPARE(server.error().code, Error::Code::Unsupported);
    QVERIFY2(server.error().message().contains(why), qPrintable(server.error().message()));
    QVERIFY(!calls().contains(" stop "));
}

void TestService::findsWhatStartedItAgain()
{
    const auto server = serverOf(holder(), {});
    QVERIFY(server);
    setProperties("TriggeredBy=anki.socket");
    QVERIFY(stopServer(*server, 10s, {}));
    // A client connects.
    QVERIFY(writeBytes(m_folder / u"after-show"_s,
                       "sed -i 's/^ActiveState=.*/ActiveState=active/' \"$FAKE/properties\"\n"));
    const auto stays = staysStopped(*server, 2s, {});
    QVERIFY(!stays);
    QCOMPARE(stays.error().code, Error::Code::InUse);
    QVERIFY2(stays.error().message().contains(u"anki.socket"_s),
             qPrintable(stays.error().message()));
}

void TestService::doesNotStop()
{
    const auto server = serverOf(holder(), {});
    QVERIFY(server);
    QVERIFY(writeBytes(m_folder / u"after-stop"_s,
                       "sed -i 's/^ActiveState=.*/ActiveState=active/' \"$FAKE/properties\"\n"
                       "echo 'Job for anki failed.' >&2; exit 1\n"));
    const auto stopped = stopServer(*server, 5s, {});
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().message(), u"systemctl: Job for anki failed."_s);
    // The tool reports a failure, but the service has ended.
    QVERIFY(writeBytes(m_folder / u"after-stop"_s, "exit 1\n"));
    QVERIFY(stopServer(*server, 5s, {}));
    // The tool prints nothing.
    setProperties();
    QVERIFY(writeBytes(m_folder / u"after-stop"_s,
                       "sed -i 's/^ActiveState=.*/ActiveState=active/' \"$FAKE/properties\"\n"
                       "sleep 100\n"));
    const auto silent = stopServer(*server, 1s, {});
    QVERIFY(!silent);
    QVERIFY(silent.error().message().contains(u"did not finish within 1 s"_s));
}

void TestService::doesNotKeepRunning()
{
    const auto server = serverOf(holder(), {});
    QVERIFY(server);
    QVERIFY(keepsRunning(*server, 300ms, {}));
    // The service ends and restarts repeatedly.
    QVERIFY(writeBytes(m_folder / u"after-show"_s,
                       "sed -i 's/^InvocationID=.*/InvocationID='$RANDOM$RANDOM'/' "
                       "\"$FAKE/properties\"\n"));
    const auto keeps = keepsRunning(*server, 1s, {});
    QVERIFY(!keeps);
    QVERIFY(keeps.error().message().contains(u"did not keep running"_s));
    // The service is gone after its start.
    QFile::remove(m_folder / u"after-show"_s);
    setProperties("ActiveState=inactive");
    QVERIFY(writeBytes(m_folder / u"after-start"_s,
                       "sed -i 's/^ActiveState=.*/ActiveState=failed/' \"$FAKE/properties\"\n"));
    QVERIFY(!startServer(*server, 5s, {}));
}

void TestService::usersOwnManager()
{
    Holder own = holder();
    own.place = placeFromCgroup(
        "0::/user.slice/user-4321.slice/user@4321.service/app.slice/anki.service\n");
    const auto server = serverOf(own, {});
    QVERIFY(server);
    QVERIFY(calls().contains("--user --machine=4321@.host "));
    QCOMPARE(server->unit.user, std::optional<quint32>(4321));
    QVERIFY(server->startCommand().contains("--machine=4321@.host"));
}

void TestService::namesThatAreNoServices_data()
{
    QTest::addColumn<QByteArray>("unit");
    for (const char *name : {"--help", "-h.service", "*.service", "a b.service", "[a].service",
                             "anki.socket", "a\n.service", ""})
        QTest::newRow(name) << QByteArray(name);
}

void TestService::namesThatAreNoServices()
{
    QFETCH(QByteArray, unit);
    const UnitName name{unit, std::nullopt};
    QCOMPARE(showService(name, {}).error().code, Error::Code::BadInput);
    QCOMPARE(runServiceCommand(name, "stop", 5s, {}).error().code, Error::Code::BadInput);
    QVERIFY(calls().isEmpty());
}

void TestService::withoutSystemd()
{
    QVERIFY(writeBytes(m_folder / u"after-show"_s, "true\n"));
    QVERIFY(QFile::remove(m_folder / u"properties"_s));
    const auto broken = serverOf(holder(), {});
    QVERIFY(!broken);
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    const auto missing = serverOf(holder(), {});
    qputenv("PATH", path);
    QVERIFY(!missing);
    QCOMPARE(missing.error().message(), u"systemctl: not installed"_s);
}

void TestService::survivesAFile()
{
    const auto server = serverOf(holder(), {});
    QVERIFY(server);
    const auto read = ServerHandle::fromJson(server->toJson());
    QVERIFY(read);
    QVERIFY(*read == *server);
    ServerHandle container;
    container.engine = ContainerEngine::Docker;
    container.containerId = QByteArray(64, 'b');
    container.name = u"anki"_s;
    const auto readContainer = ServerHandle::fromJson(container.toJson());
    QVERIFY(readContainer && *readContainer == container);
    QCOMPARE(readContainer->text(), u"container anki (docker)"_s);
    QVERIFY(!ServerHandle::fromJson({}));
    QVERIFY(!ServerHandle::fromJson({{u"engine"_s, u"docker"_s}, {u"container"_s, u"--help"_s}}));
    QVERIFY(!ServerHandle::fromJson({{u"engine"_s, u"sh"_s}, {u"container"_s, u"x"_s}}));
    QVERIFY(!ServerHandle::fromJson(
        {{u"engine"_s, u"systemd"_s}, {u"unit"_s, u"a.service"_s}, {u"user"_s, -5}}));
}

QTEST_GUILESS_MAIN(TestService)
#include "tst_service.moc"
