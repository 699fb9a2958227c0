#include "hostfixture.h"
#include "jsonhost.h"
#include "report/operationtext.h"
#include "report/sessiontext.h"
#include "report/text.h"
#include "support/enginefixture.h"

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

using Outcome = ResetReport::Outcome;

namespace {

// What is done through a host, and what it said.
struct Story
{
    QStringList texts;
    QList<TreeSnapshot> trees;
};

// Runs what is planned, and tells it without what differs from one data root to another.
class Teller
{
public:
    Teller(HostFixture &fixture, Host &host) : m_fixture(fixture), m_host(host) {}

    const Story &story() const { return m_story; }

    std::optional<PlannedOperation> plan(const OperationRequest &request)
    {
        const auto planned = m_host.plan(request, {});
        return planned.isEmpty() || !planned.first().operation ? std::nullopt
                                                               : std::optional(planned.first());
    }

    bool run(const PlannedOperation &planned)
    {
        RunOptions options;
        options.serverStopped = true;
        const RunReport report = m_host.run({*planned.operation}, options, {}, {});
        if (report.refusal)
            tell(report.refusal->message());
        if (report.results.isEmpty())
            return false;
        m_id = report.results.first().report.restorePoint;
        tell(resetText(report.results.first().report, QStringLiteral("undo")));
        m_story.trees.append(
            TreeSnapshot::of(m_fixture.userPath("john.doe"),
                             TreeSnapshot::WithoutIdentity | TreeSnapshot::WithoutModified));
        return report.results.first().report.outcome == Outcome::Done;
    }

    void tell(QString text)
    {
        text.replace(QString::fromUtf8(m_fixture.rootPath()), QStringLiteral("ROOT"));
        if (!m_id.isEmpty())
            text.replace(QString::fromUtf8(m_id), QStringLiteral("ID"));
        m_story.texts.append(text);
    }

    const QByteArray &id() const { return m_id; }

private:
    HostFixture &m_fixture;
    Host &m_host;
    QByteArray m_id; // of the latest restore point
    Story m_story;
};

// A reset, its undo, and a sign-out.
std::optional<Story> storyOf(HostFixture &fixture, Host &host)
{
    Teller teller(fixture, host);
    const auto users = host.users();
    const auto john = users ? host.userAmong(*users, "john.doe") : failure(users);
    if (!john || !host.openRoot(fixture.rootPath(), {}))
        return std::nullopt;
    const auto analysis = host.analyse(*john, {}, {});
    if (!analysis || !host.isUnchanged(*analysis))
        return std::nullopt;
    teller.tell(analysisText(*analysis));

    OperationRequest request;
    request.users = {*john};
    const auto reset = teller.plan(request);
    if (!reset)
        return std::nullopt;
    teller.tell(dryRunText(reset->operation->plan(), QStringLiteral("command")));
    if (host.check(*reset->operation, {}, false).refusal || !teller.run(*reset))
        return std::nullopt;

    const auto point = host.point(teller.id());
    const auto verified = point ? host.verify(*point, {}) : failure(point);
    if (!verified)
        return std::nullopt;
    teller.tell(verifyText(*verified, point->point));
    request = {};
    request.kind = Operation::Kind::Restore;
    request.points = {*point};
    const auto restore = teller.plan(request);
    if (!restore)
        return std::nullopt;
    teller.tell(restoreDryRunText(restore->operation->plan(), QStringLiteral("command")));
    if (!teller.run(*restore))
        return std::nullopt;

    request = {};
    request.kind = Operation::Kind::SignOut;
    request.names = {"john.doe"};
    const auto signOut = teller.plan(request);
    if (!signOut)
        return std::nullopt;
    teller.tell(revokeDryRunText(signOut->operation->plan(), QStringLiteral("command")));
    if (!teller.run(*signOut))
        return std::nullopt;
    const auto sessions = host.sessions({});
    for (const UserSessions &user : sessions ? sessions->users : QList<UserSessions>())
        teller.tell(sessionsText(user));
    return teller.story();
}

} // namespace

// The same is done, and the same is reported, where every value crosses the seam as JSON.
class TestSeam : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameStory();
    void resume_data();
    void resume();
    void anotherFolderIsRefused();
    void anotherPointIsRefused();
    void signOutNeedsItsHost();
};

void TestSeam::sameStory()
{
    HostFixture plain;
    HostFixture remote(plain);
    QVERIFY(plain.isReady() && remote.isReady());
    JsonHost json(remote.host());
    const auto expected = storyOf(plain, plain.host());
    const auto found = storyOf(remote, json);
    QVERIFY(expected && found);
    QCOMPARE(found->texts, expected->texts);
    QCOMPARE(found->trees.size(), expected->trees.size());
    for (qsizetype i = 0; i < found->trees.size(); ++i)
        QCOMPARE(TreeSnapshot::differences(found->trees.at(i), expected->trees.at(i))
                     .join(QLatin1Char('\n')),
                 QString());
}

void TestSeam::resume_data()
{
    QTest::addColumn<bool>("isJson");
    QTest::newRow("in this process") << false;
    QTest::newRow("by JSON") << true;
}

void TestSeam::resume()
{
    QFETCH(const bool, isJson);
    const EngineFixture fixture;
    fixture.build();
    const TreeSnapshot before = fixture.snapshot();
    const auto interrupted = fixture.interrupt(fixture.plan(), 6);
    QVERIFY(interrupted);
    LocalHost local;
    JsonHost json(local);
    Host &host = isJson ? static_cast<Host &>(json) : local;
    QVERIFY(host.openRoot(fixture.rootPath(), {}));
    QCOMPARE(host.interruptedPoints().size(), 1);
    OperationRequest request;
    request.kind = Operation::Kind::Resume;
    request.points = host.points().value_or(QList<FoundPoint>());
    const auto planned = host.plan(request, {});
    QCOMPARE(planned.size(), 1);
    QVERIFY(planned.first().operation);
    const RunReport report = host.run({*planned.first().operation}, {}, {}, {});
    QVERIFY(!report.refusal);
    QCOMPARE(report.results.first().report.outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, fixture.snapshot()), QStringList());
    QVERIFY(host.points().value_or(request.points).isEmpty());
}

void TestSeam::anotherFolderIsRefused()
{
    HostFixture fixture;
    JsonHost host(fixture.host());
    OperationRequest request = fixture.resetRequest("john.doe");
    const auto planned = host.plan(request, {});
    const QByteArray path = fixture.userPath("john.doe");
    const QByteArray moved = path + "-moved";
    std::filesystem::rename(path.toStdString(), moved.toStdString());
    std::filesystem::copy(moved.toStdString(), path.toStdString(),
                          std::filesystem::copy_options::recursive);
    const TreeSnapshot before = fixture.tree("john.doe");
    const RunReport report = host.run({*planned.first().operation}, {}, {}, {});
    QCOMPARE(report.results.first().report.error.value().code, Error::Code::Changed);
    QCOMPARE(host.analyse(request.users.first(), {}, {}).error().code, Error::Code::Changed);
    QCOMPARE(host.plan(request, {}).first().error.value().code, Error::Code::Changed);
    QCOMPARE(TreeSnapshot::differences(before, fixture.tree("john.doe")), QStringList());
}

void TestSeam::anotherPointIsRefused()
{
    HostFixture fixture;
    JsonHost host(fixture.host());
    OperationRequest request = fixture.resetRequest("john.doe");
    const auto reset = host.plan(request, {});
    QCOMPARE(host.run({*reset.first().operation}, {}, {}, {}).results.size(), 1);
    request = {};
    request.kind = Operation::Kind::Restore;
    request.points = host.points().value_or(QList<FoundPoint>());
    const auto restore = host.plan(request, {});
    const Operation deletion = Operation::deletePoint(request.points.first());
    // Somebody restores it meanwhile.
    QCOMPARE(host.run({*restore.first().operation}, {}, {}, {}).results.size(), 1);
    const TreeSnapshot before = fixture.tree("john.doe");
    QCOMPARE(host.run({deletion}, {}, {}, {}).refusal.value().code, Error::Code::Changed);
    QCOMPARE(host.run({*restore.first().operation}, {}, {}, {}).refusal.value().code,
             Error::Code::Changed);
    // Then it is deleted.
    request.points = host.points().value_or(QList<FoundPoint>());
    for (const FoundPoint &point : std::as_const(request.points))
        host.run({Operation::deletePoint(point)}, {}, {}, {});
    QCOMPARE(host.run({deletion}, {}, {}, {}).refusal.value().code,
             Error::Code::UnknownRestorePoint);
    QCOMPARE(host.verify(request.points.first(), {}).error().code,
             Error::Code::UnknownRestorePoint);
    QCOMPARE(TreeSnapshot::differences(before, fixture.tree("john.doe")), QStringList());
}

// An operation that was read back has no data root of its own.
void TestSeam::signOutNeedsItsHost()
{
    auto operation = Operation::signOut({}, {});
    QCOMPARE(operation.planAgain({}).error().code, Error::Code::BadInput);
}

QTEST_GUILESS_MAIN(TestSeam)
#include "tst_seam.moc"
