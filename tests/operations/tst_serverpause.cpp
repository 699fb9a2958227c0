#include "operations/serverpause.h"
#include "operations/serverrecovery.h"
#include "support/enginefixture.h"
#include "support/fakeservices.h"

#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const ServerHandle first = FakeServices::handle(u"first.service"_s);
const ServerHandle second = FakeServices::handle(u"second.service"_s);

PauseOptions quick()
{
    PauseOptions options;
    options.commandLine = u"test"_s;
    options.stopLimit = 1s;
    options.startLimit = 5s;
    options.watch = 300ms;
    return options;
}

} // namespace

// Servers that are stopped around an operation.
class TestServerPause : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void stopsAndStarts();
    void oneThatDoesNotStop();
    void oneThatEndsAfterItsToolGaveUp();
    void cancelledBetweenTwo();
    void onlyOneAtATime();
    void oneThatDoesNotStart();
    void whatBecameOfTheOneLeft_data();
    void whatBecameOfTheOneLeft();
    void startedBySomebodyMeanwhile_data();
    void startedBySomebodyMeanwhile();

private:
    RestorePointStore store() const { return *RestorePointStore::make(m_fixture.user()); }
    bool hasRecord() const { return ServerRecordFile::readUnlocked(store())->has_value(); }

    EngineFixture m_fixture;
    FakeServices m_services;
};

void TestServerPause::init()
{
    m_fixture.build();
    m_services.reset({first, second});
}

void TestServerPause::stopsAndStarts()
{
    ServerPause pause(store(), {first, second}, quick());
    QVERIFY(pause.begin({}));
    QCOMPARE(m_services.stateOf(first), QByteArray("inactive"));
    QCOMPARE(m_services.stateOf(second), QByteArray("inactive"));
    const PauseReport report = pause.end();
    QVERIFY(report.allRunAgain() && report.stoppedAny());
    QCOMPARE(m_services.calls(), QByteArray("stop first.service\nstop second.service\n"
                                            "start first.service\nstart second.service\n"));
    QVERIFY(!hasRecord());
}

void TestServerPause::oneThatDoesNotStop()
{
    m_services.after(u"stop"_s, second,
                     "echo active >\"$FAKE/$unit\"; echo 'Job failed.' >&2; exit 1\n");
    ServerPause pause(store(), {first, second}, quick());
    const auto begun = pause.begin({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().message(), u"systemctl: Job failed."_s);
    const PauseReport report = pause.end();
    QVERIFY(report.allRunAgain());
    QVERIFY(report.servers.at(1).runs && !report.servers.at(1).stopped);
    QCOMPARE(m_services.calls(), QByteArray("stop first.service\nstop second.service\n"
                                            "start first.service\n"));
    QVERIFY(!hasRecord());
}

// The order goes on without its tool; what is called running must not end unseen.
void TestServerPause::oneThatEndsAfterItsToolGaveUp()
{
    m_services.after(u"stop"_s, first,
                     "echo deactivating >\"$FAKE/$unit\"\n"
                     "(sleep 2; test \"$(cat \"$FAKE/$unit\")\" = active ||"
                     " echo inactive >\"$FAKE/$unit\") >/dev/null 2>&1 &\nsleep 3\n");
    ServerPause pause(store(), {first}, quick());
    QVERIFY(!pause.begin({}));
    const PauseReport report = pause.end();
    QTest::qWait(2500);
    QVERIFY(m_services.stateOf(first) == "active" || hasRecord());
    QVERIFY(m_services.calls().contains("start first.service\n"));
    QCOMPARE(report.allRunAgain(), !hasRecord());
}

void TestServerPause::cancelledBetweenTwo()
{
    std::stop_source source;
    Task task;
    task.stop = source.get_token();
    task.progress = [&source](const Progress &progress) {
        if (progress.done == 0)
            source.request_stop(); // while the first one is being stopped
    };
    ServerPause pause(store(), {first, second}, quick());
    const auto begun = pause.begin(task);
    QVERIFY(!begun);
    QCOMPARE(begun.error().code, Error::Code::Cancelled);
    QVERIFY(pause.end().allRunAgain());
    QCOMPARE(m_services.calls(), QByteArray("stop first.service\nstart first.service\n"));
    QVERIFY(!hasRecord());
}

void TestServerPause::onlyOneAtATime()
{
    ServerPause pause(store(), {first}, quick());
    QVERIFY(pause.begin({}));
    ServerPause other(store(), {second}, quick());
    const auto begun = other.begin({});
    QVERIFY(!begun);
    QCOMPARE(begun.error().code, Error::Code::Busy);
    other.end();
    QCOMPARE(m_services.stateOf(second), QByteArray("active"));
    QCOMPARE(planServerRecovery(store(), {}).error().code, Error::Code::Busy);
    QVERIFY(pause.end().allRunAgain());
}

void TestServerPause::oneThatDoesNotStart()
{
    m_services.after(u"start"_s, first, "echo failed >\"$FAKE/$unit\"; exit 1\n");
    {
        ServerPause pause(store(), {first}, quick());
        QVERIFY(pause.begin({}));
        QVERIFY(!pause.end().allRunAgain());
    }
    QVERIFY(hasRecord());
    auto recovery = planServerRecovery(store(), {});
    QVERIFY(recovery && *recovery);
    QCOMPARE((*recovery)->servers.first().fate, LeftServer::Fate::Stopped);
    QVERIFY(!startLeftServers(**recovery, quick())->allRunAgain());
    QVERIFY(hasRecord());
    m_services.after(u"start"_s, first, {});
    QVERIFY(startLeftServers(**recovery, quick())->allRunAgain());
    QCOMPARE(m_services.stateOf(first), QByteArray("active"));
    QVERIFY(!hasRecord());
}

void TestServerPause::whatBecameOfTheOneLeft_data()
{
    QTest::addColumn<QByteArray>("state"); // null: systemd does not know it any more
    QTest::addColumn<LeftServer::Fate>("fate");
    QTest::addColumn<bool>("isStarted");
    QTest::newRow("stopped") << QByteArray("inactive") << LeftServer::Fate::Stopped << true;
    QTest::newRow("about to stop")
        << QByteArray("deactivating") << LeftServer::Fate::Stopped << true;
    QTest::newRow("runs") << QByteArray("active") << LeftServer::Fate::Runs << false;
    QTest::newRow("unknown") << QByteArray("silent") << LeftServer::Fate::Unknown << true;
    QTest::newRow("gone") << QByteArray() << LeftServer::Fate::Gone << false;
}

void TestServerPause::whatBecameOfTheOneLeft()
{
    QFETCH(QByteArray, state);
    QFETCH(LeftServer::Fate, fate);
    QFETCH(bool, isStarted);
    {
        const auto record = ServerRecordFile::lock(store());
        QVERIFY(record);
        QVERIFY(record->write(
            {{first}, u"reset"_s, QDateTime::currentDateTimeUtc(), Caller::current(), u"t"_s}));
    }
    if (state.isNull())
        QFile::remove(m_services.file(first));
    else
        m_services.set(first, state);
    const auto recovery = planServerRecovery(store(), {});
    QVERIFY(recovery && *recovery);
    QCOMPARE((*recovery)->servers.first().fate, fate);
    QVERIFY(startLeftServers(**recovery, quick())->allRunAgain());
    QCOMPARE(m_services.calls().contains("start first.service\n"), isStarted);
    QVERIFY(!hasRecord());
}

void TestServerPause::startedBySomebodyMeanwhile_data()
{
    QTest::addColumn<bool>("isLate"); // between the renames and the commit
    QTest::newRow("before the operation") << false;
    QTest::newRow("during the operation") << true;
}

void TestServerPause::startedBySomebodyMeanwhile()
{
    QFETCH(bool, isLate);
    const TreeSnapshot before = m_fixture.snapshot();
    ServerPause pause(store(), {first}, quick());
    QVERIFY(pause.begin({}));
    ExecutionOptions options = EngineFixture::options();
    const auto probeAgain = options.probeAgain;
    options.probeAgain = [&](const DatabaseLocks &locks, const QList<FilesIn> &files) {
        m_services.set(first, "active");
        return probeAgain(locks, files);
    };
    if (!isLate)
        m_services.set(first, "active");
    const ResetReport report = execute(m_fixture.plan(), pause.guarded(options), {});
    QCOMPARE(report.outcome,
             isLate ? ResetReport::Outcome::FailedRolledBack : ResetReport::Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::InUse);
    QVERIFY(report.error->detail.contains(u"first.service"_s));
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QVERIFY(pause.end().allRunAgain());
}

QTEST_GUILESS_MAIN(TestServerPause)
#include "tst_serverpause.moc"
