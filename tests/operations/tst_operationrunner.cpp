#include "operations/operationrunner.h"
#include "operations/revoke.h"
#include "operations/serverrecovery.h"
#include "revokefixture.h"
#include "support/enginefixture.h"
#include "support/fakeservices.h"

#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Lists of confirmed operations, with servers stopped around them.
class TestOperationRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void reportsInOrder();
    void plansAgainOnceServersHaveEnded_data();
    void plansAgainOnceServersHaveEnded();
    void beginsNothingWhileServersRun();
    void beginsNoOtherWhenNotWanted();
    void rollsBackWhenStopped();
    void startsNoServerOnHalfOfAUser();
    void deletesAndStartsServers();

private:
    RunOptions options() const;
    // Runs them and lists what the observer is told.
    RunReport run(const QList<Operation> &operations, const RunOptions &options);
    Operation reset() const { return Operation::reset(m_fixture.plan()); }
    FoundPoint found(const QByteArray &id) const
    {
        return {m_fixture.store(), *m_fixture.store().find(id)};
    }
    QStringList outcomes(const RunReport &report) const;

    EngineFixture m_fixture;
    FakeServices m_services;
    const ServerHandle m_server = FakeServices::handle(u"anki.service"_s);
    std::stop_source m_stop;
    RunObserver m_observer;
    QStringList m_events;
};

void TestOperationRunner::init()
{
    m_fixture.build();
    m_services.reset({m_server});
    m_stop = {};
    m_observer = {};
    m_events.clear();
}

RunOptions TestOperationRunner::options() const
{
    RunOptions options;
    options.serverStopped = true; // for machines on which that cannot be found out
    options.commandLine = u"test"_s;
    options.watch = 300ms;
    return options;
}

RunReport TestOperationRunner::run(const QList<Operation> &operations, const RunOptions &options)
{
    m_observer.stoppingServers = [this] { m_events.append(u"stopping"_s); };
    m_observer.stoppedServers = [this](const PauseReport &report) {
        m_events.append(report.refusal ? u"not stopped"_s : u"stopped"_s);
    };
    m_observer.startingServers = [this] { m_events.append(u"starting"_s); };
    m_observer.started = [this](qsizetype index) { m_events.append(u"begins %1"_s.arg(index)); };
    m_observer.finished = [this](const OperationResult &result) {
        m_events.append(operationName(result.operation.kind()));
    };
    return runOperations(operations, options, m_observer, {{}, m_stop.get_token()});
}

QStringList TestOperationRunner::outcomes(const RunReport &report) const
{
    QStringList names;
    for (const OperationResult &result : report.results) {
        names.append(result.operation.kind() == Operation::Kind::Delete
                         ? outcomeName(result.deletion.outcome)
                         : outcomeName(result.report.outcome));
    }
    return names;
}

void TestOperationRunner::reportsInOrder()
{
    const QByteArray old = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    RunOptions stopping = options();
    stopping.servers = {m_server};
    const RunReport report = run({reset(), Operation::deletePoint(found(old))}, stopping);
    QVERIFY(!report.refusal && !report.wasInterrupted);
    QCOMPARE(outcomes(report), (QStringList{u"done"_s, u"done"_s}));
    QVERIFY(report.results.first().canUndo() && !report.results.last().canUndo());
    QCOMPARE(m_events, (QStringList{u"stopping"_s, u"stopped"_s, u"begins 0"_s, u"reset"_s,
                                    u"begins 1"_s, u"purge"_s, u"starting"_s}));
    QCOMPARE(m_services.calls(), QByteArray("stop anki.service\nstart anki.service\n"));
    QVERIFY(report.servers.allRunAgain() && report.servers.stoppedAny());
    QVERIFY(!m_fixture.has("collection.anki2"));
    QCOMPARE(m_fixture.points().size(), 1);
}

void TestOperationRunner::plansAgainOnceServersHaveEnded_data()
{
    QTest::addColumn<Operation::Kind>("kind");
    QTest::newRow("reset") << Operation::Kind::Reset;
    QTest::newRow("restore") << Operation::Kind::Restore;
    QTest::newRow("sign-out") << Operation::Kind::SignOut;
}

// A server that ends folds its write-ahead logs into its databases.
void TestOperationRunner::plansAgainOnceServersHaveEnded()
{
    QFETCH(Operation::Kind, kind);
    QVERIFY(makeSessions(m_fixture));
    std::optional<Operation> operation;
    if (kind == Operation::Kind::Reset) {
        operation = reset();
    } else if (kind == Operation::Kind::Restore) {
        const QByteArray id = m_fixture.reset().restorePoint;
        m_fixture.useAsServer();
        operation = Operation::restore(found(id), *m_fixture.restorePlan(id));
    } else {
        operation = Operation::signOut(m_fixture.root(), *planFor(m_fixture));
    }
    m_services.after(u"stop"_s, m_server,
                     "echo folded >>'" + m_fixture.userPath() +
                         "/collection.anki2'\n"
                         "rm -f '" +
                         m_fixture.userPath() + "/collection.anki2-shm'\n" +
                         "touch -d 2020-01-01 '" + m_fixture.rootPath() + "/session.db'\n");
    RunOptions stopping = options();
    stopping.servers = {m_server};
    const RunReport report = run({*operation}, stopping);
    QCOMPARE(outcomes(report), QStringList{u"done"_s});
    QVERIFY(report.servers.allRunAgain());
}

void TestOperationRunner::beginsNothingWhileServersRun()
{
    m_services.after(u"stop"_s, m_server, "echo active >\"$FAKE/$unit\"; exit 1\n");
    const TreeSnapshot before = m_fixture.snapshot();
    RunOptions stopping = options();
    stopping.servers = {m_server};
    const RunReport report = run({reset()}, stopping);
    QVERIFY(report.refusal && report.results.isEmpty());
    QCOMPARE(m_events, (QStringList{u"stopping"_s, u"not stopped"_s, u"starting"_s}));
    QVERIFY(report.servers.allRunAgain());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
}

void TestOperationRunner::beginsNoOtherWhenNotWanted()
{
    const QByteArray old = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    RunOptions stopping = options();
    stopping.servers = {m_server};
    m_observer.mayBeginNext = [] { return false; };
    const RunReport report = run({reset(), Operation::deletePoint(found(old))}, stopping);
    QCOMPARE(outcomes(report), QStringList{u"done"_s});
    QVERIFY(!report.wasInterrupted && report.servers.allRunAgain());
    QCOMPARE(m_fixture.points().size(), 2);
}

void TestOperationRunner::rollsBackWhenStopped()
{
    const QByteArray old = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    const TreeSnapshot before = m_fixture.snapshot();
    RunOptions stopping = options();
    stopping.servers = {m_server};
    const Operation operation = reset();
    m_observer.progressed = [this](const Progress &progress) {
        if (progress.done > 0)
            m_stop.request_stop();
    };
    const RunReport report = run({operation, Operation::deletePoint(found(old))}, stopping);
    QCOMPARE(outcomes(report), QStringList{u"cancelled"_s});
    QVERIFY(report.wasInterrupted && report.servers.allRunAgain());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QCOMPARE(m_fixture.points().size(), 1);
}

void TestOperationRunner::startsNoServerOnHalfOfAUser()
{
    {
        const auto record = ServerRecordFile::lock(*RestorePointStore::make(m_fixture.user()));
        QVERIFY(record);
        QVERIFY(record->write(
            {{m_server}, u"reset"_s, QDateTime::currentDateTimeUtc(), Caller::current(), u"t"_s}));
    }
    m_services.set(m_server, "inactive");
    const QByteArray id = m_fixture.interrupt(m_fixture.plan(), 6)->restorePoint;
    m_fixture.useAsServer(); // in the way of what comes back
    const auto left = planServerRecovery(m_fixture.store(), {});
    QVERIFY(left && *left);
    const auto planned = [&] { return *planRecovery(m_fixture.store(), found(id).point); };
    const RunReport refused =
        run({Operation::resume(planned(), false), Operation::startServers(**left)}, options());
    QCOMPARE(outcomes(refused), QStringList{u"refused"_s});
    QCOMPARE(m_services.stateOf(m_server), QByteArray("inactive"));

    const RunReport report =
        run({Operation::resume(planned(), true), Operation::startServers(**left)}, options());
    QCOMPARE(report.results.size(), 2);
    QCOMPARE(report.results.first().report.outcome, ResetReport::Outcome::Done);
    QCOMPARE(report.results.last().end(), OperationResult::End::Done);
    QCOMPARE(m_services.stateOf(m_server), QByteArray("active"));
}

void TestOperationRunner::deletesAndStartsServers()
{
    const QByteArray id = m_fixture.reset().restorePoint;
    RunOptions stopping = options();
    stopping.servers = {m_server}; // no user's files are touched, so that it may run on
    const RunReport report = run({Operation::deletePoint(found(id))}, stopping);
    QCOMPARE(outcomes(report), QStringList{u"done"_s});
    QCOMPARE(m_services.calls(), QByteArray());
    QVERIFY(m_fixture.points().isEmpty());
}

QTEST_GUILESS_MAIN(TestOperationRunner)
#include "tst_operationrunner.moc"
