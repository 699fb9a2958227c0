#include "hostfixture.h"

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

using Outcome = ResetReport::Outcome;

// Everything that a front end reads and changes through the one seam.
class TestLocalHost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withoutOpenRoot();
    void summary();
    void usersAndAnalysis();
    void analysisOfMany();
    void sessionsAndAccounts();
    void resetAndRestore();
    void signOut();
    void deletion();
    void changedUserIsRefused();
    void holders();
    void callsFromManyThreads();

private:
    LocalHost &host() { return m_fixture->host(); }
    PlannedOperation planReset(const QByteArray &name);
    OperationResult run(const PlannedOperation &planned);

    std::unique_ptr<HostFixture> m_fixture;
};

void TestLocalHost::init()
{
    m_fixture = std::make_unique<HostFixture>();
    QVERIFY(m_fixture->isReady());
}

PlannedOperation TestLocalHost::planReset(const QByteArray &name)
{
    OperationRequest request;
    request.users = {m_fixture->user(name)};
    return host().plan(request, {}).value(0);
}

OperationResult TestLocalHost::run(const PlannedOperation &planned)
{
    return host().run({*planned.operation}, {}, {}, {}).results.first();
}

void TestLocalHost::withoutOpenRoot()
{
    LocalHost none;
    QCOMPARE(none.users().error().code, Error::Code::BadInput);
    QCOMPARE(none.points().error().code, Error::Code::BadInput);
    QVERIFY(none.interruptedPoints().isEmpty());
    QCOMPARE(none.openRoot("/nonexistent", {}).error().code, Error::Code::DoesNotExist);
}

void TestLocalHost::summary()
{
    const auto summary = host().openRoot(m_fixture->rootPath(), {});
    QVERIFY(summary);
    QCOMPARE(summary->path, m_fixture->rootPath());
    QCOMPARE(summary->usersPath,
             QString::fromLocal8Bit(m_fixture->rootPath()) + QStringLiteral("/collections"));
    QVERIFY(summary->isWritable && !summary->isReadOnly);
    QVERIFY(summary->freeBytes > 0);
    QVERIFY(!summary->fileSystem.isEmpty());
}

void TestLocalHost::usersAndAnalysis()
{
    const auto users = host().users();
    QVERIFY(users);
    QVERIFY(users->size() > 3);
    QCOMPARE(host().userAmong(*users, "nobody").error().code, Error::Code::UnknownUser);
    const auto john = host().userAmong(*users, "john.doe");
    QVERIFY(john);
    const auto analysis = host().analyse(*john, {}, {});
    QVERIFY(analysis);
    QVERIFY(analysis->collection && analysis->collection->stats);
    QVERIFY(host().isUnchanged(*analysis));
    QVERIFY(writeBytes(
        QString::fromLocal8Bit(m_fixture->userPath("john.doe")) + QStringLiteral("/new"), "new"));
    QVERIFY(!host().isUnchanged(*analysis));
}

void TestLocalHost::analysisOfMany()
{
    const auto users = host().users();
    QVERIFY(users);
    QList<bool> isDone(users->size(), false);
    host().analyseAll(*users, {}, 2, {}, [&](qsizetype index, const Result<UserAnalysis> &one) {
        isDone[index] = one.has_value() && one->user.name == users->at(index).name;
    });
    QCOMPARE(isDone, QList<bool>(users->size(), true));
}

void TestLocalHost::sessionsAndAccounts()
{
    const auto sessions = host().sessions({});
    QVERIFY(sessions && sessions->hasDatabase);
    const auto accounts = host().accounts({});
    QVERIFY(accounts);
    const QByteArray bob = Demo::bobsFolderName().toUtf8();
    const auto named = host().analyse(m_fixture->user(bob), {}, {});
    QVERIFY(named);
    QVERIFY(!named->person.isEmpty());
    AnalysisRequest request;
    request.namesPersons = false;
    const auto unnamed = host().analyse(m_fixture->user(bob), request, {});
    QVERIFY(unnamed && unnamed->person.isEmpty());
}

void TestLocalHost::resetAndRestore()
{
    const TreeSnapshot before = m_fixture->tree("john.doe");
    const PlannedOperation planned = planReset("john.doe");
    QVERIFY(planned.operation && planned.analysis);
    QVERIFY(!host().check(*planned.operation, {}, false).refusal);
    QCOMPARE(run(planned).report.outcome, Outcome::Done);
    QVERIFY(!TreeSnapshot::differences(before, m_fixture->tree("john.doe")).isEmpty());

    const auto points = host().points();
    QVERIFY(points && points->size() == 1);
    QVERIFY(host().point(points->first().point.id));
    const auto verified = host().verify(points->first(), {});
    QVERIFY(verified && verified->isSound());
    OperationRequest request;
    request.kind = Operation::Kind::Restore;
    request.points = *points;
    const PlannedOperation restore = host().plan(request, {}).value(0);
    QVERIFY(restore.operation);
    QCOMPARE(run(restore).report.outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->tree("john.doe")), QStringList());
    const auto history = host().history();
    QVERIFY(history);
    QCOMPARE(history->first().history.entries.size(), 4);
}

void TestLocalHost::signOut()
{
    const auto sessions = host().sessions({});
    QVERIFY(sessions && !sessions->users.isEmpty());
    OperationRequest request;
    request.kind = Operation::Kind::SignOut;
    request.names = {sessions->users.first().folder, "nobody"};
    const auto planned = host().plan(request, {});
    QCOMPARE(planned.size(), 2);
    QVERIFY(planned.first().operation);
    QCOMPARE(planned.last().error.value().code, Error::Code::UnknownUser);
    RunOptions options;
    options.serverStopped = true;
    const RunReport report = host().run({*planned.first().operation}, options, {}, {});
    QCOMPARE(report.results.size(), 1);
    QCOMPARE(report.results.first().report.outcome, Outcome::Done);
    QCOMPARE(host().sessions({}).value_or(SessionList()).users.size(), sessions->users.size() - 1);
}

void TestLocalHost::deletion()
{
    QCOMPARE(run(planReset("john.doe")).report.outcome, Outcome::Done);
    OperationRequest request;
    request.kind = Operation::Kind::Delete;
    request.points = host().points().value_or(QList<FoundPoint>());
    const auto planned = host().plan(request, {});
    QCOMPARE(planned.size(), 1);
    QVERIFY(!host().check(*planned.first().operation, {}, false).refusal);
    QCOMPARE(run(planned.first()).deletion.outcome, PurgeReport::Outcome::Done);
    QVERIFY(host().points().value_or(request.points).isEmpty());
    // There is none to start, and none was interrupted.
    request = {};
    request.kind = Operation::Kind::StartServers;
    QVERIFY(host().plan(request, {}).isEmpty());
}

void TestLocalHost::changedUserIsRefused()
{
    const PlannedOperation planned = planReset("john.doe");
    const QByteArray path = m_fixture->userPath("john.doe");
    const QByteArray moved = path + "-moved";
    std::filesystem::rename(path.toStdString(), moved.toStdString());
    std::filesystem::copy(moved.toStdString(), path.toStdString(),
                          std::filesystem::copy_options::recursive);
    const TreeSnapshot before = m_fixture->tree("john.doe");
    const OperationResult result = run(planned);
    QCOMPARE(result.report.outcome, Outcome::Refused);
    QCOMPARE(result.report.error.value().code, Error::Code::Changed);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->tree("john.doe")), QStringList());
}

void TestLocalHost::holders()
{
    const UserFolder john = m_fixture->user("john.doe");
    const auto found = host().holders({{john, nullptr}}, {});
    QVERIFY(found.contains(john.path()));
    QVERIFY(found.value(john.path()).isEmpty());
}

// While another thread opens the data root again and again.
void TestLocalHost::callsFromManyThreads()
{
    const UserFolder john = m_fixture->user("john.doe");
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this, &john, &failures] {
            for (int round = 0; round < 5; ++round) {
                AnalysisRequest request;
                request.namesHolders = true;
                request.namesInterrupted = true;
                const bool isRead = host().users() && host().accounts({}) && host().points() &&
                                    host().analyse(john, request, {});
                failures += isRead ? 0 : 1;
            }
        });
    }
    threads.emplace_back([this, &failures] {
        for (int round = 0; round < 20; ++round)
            failures += host().openRoot(m_fixture->rootPath(), {}) ? 0 : 1;
    });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
}

QTEST_GUILESS_MAIN(TestLocalHost)
#include "tst_localhost.moc"
