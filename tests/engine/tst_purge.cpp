#include "engine/purge.h"
#include "support/enginefixture.h"

#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;
using Outcome = PurgeReport::Outcome;

} // namespace

class TestPurge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void deletesEverything();
    void linksAreNotFollowed();
    void anyDepth();
    void stopsAndGoesOn();
    void interruptedIsRefused();
    void sourceOfAnInterruptedRestoreIsRefused();
    void secondInstanceIsRefused();
    void failureTellsWhetherThePointIsWhole_data();
    void failureTellsWhetherThePointIsWhole();

private:
    RestorePoint makePoint() const
    {
        const QByteArray id = m_fixture.reset().restorePoint;
        return *m_fixture.store().find(id);
    }

    EngineFixture m_fixture;
};

void TestPurge::deletesEverything()
{
    m_fixture.reset();
    const RestorePoint point = m_fixture.points().first();
    const TreeSnapshot before = m_fixture.snapshot();
    const PurgeReport report = purge(m_fixture.store(), point, {}, {});
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.files, 8);
    QVERIFY(m_fixture.points().isEmpty());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
}

void TestPurge::linksAreNotFollowed()
{
    const TemporaryRoot outside;
    const std::string victim = (outside / QStringLiteral("victim")).toStdString();
    fs::create_directories(victim + "/below");
    const std::string media = m_fixture.userPath().toStdString() + "/collection.media";
    fs::create_directory_symlink(victim, media + "/link");
    fs::create_symlink(victim + "/below", media + "/below/link");
    const TreeSnapshot before = TreeSnapshot::of(outside.bytes());
    m_fixture.reset();
    QCOMPARE(purge(m_fixture.store(), m_fixture.points().first(), {}, {}).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(outside.bytes())), QStringList());
}

void TestPurge::anyDepth()
{
    constexpr int depth = 1000; // beyond PATH_MAX
    int folder = ::open(QByteArray(m_fixture.userPath() + "/collection.media").constData(),
                        O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < depth; ++i) {
        QCOMPARE(::mkdirat(folder, "deeper", 0755), 0);
        const int next = ::openat(folder, "deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        ::close(folder);
        folder = next;
    }
    ::close(folder);
    QCOMPARE(m_fixture.reset(false).outcome, ResetReport::Outcome::Done);
    struct rlimit limit = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit few = {64, limit.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const PurgeReport report = purge(m_fixture.store(), m_fixture.points().first(), {}, {});
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    QVERIFY(m_fixture.points().isEmpty());
}

void TestPurge::stopsAndGoesOn()
{
    for (int i = 0; i < 2000; ++i)
        m_fixture.write("collection.media/" + QByteArray::number(i), "x");
    m_fixture.reset();
    std::stop_source stop;
    const Task task{[&stop](const Progress &) { stop.request_stop(); }, stop.get_token()};
    const RestorePoint point = m_fixture.points().first();
    const PurgeReport report = purge(m_fixture.store(), point, {}, task);
    QCOMPARE(report.outcome, Outcome::Cancelled);
    QVERIFY(report.files > 0 && report.files < 2000);
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::Purging);
    QVERIFY(m_fixture.points().first().heldFiles >= 2000 - report.files); // what is left to delete
    const auto restore = planRestore(m_fixture.store(), m_fixture.points().first());
    QVERIFY(!restore);
    QCOMPARE(restore.error().code, Error::Code::NotRestorable);
    QCOMPARE(purge(m_fixture.store(), point, {}, {}).outcome, Outcome::Done);
    QVERIFY(m_fixture.points().isEmpty());
}

void TestPurge::interruptedIsRefused()
{
    QVERIFY(m_fixture.interrupt(m_fixture.plan(), 5));
    const PurgeReport report = purge(m_fixture.store(), m_fixture.points().first(), {}, {});
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Interrupted);
    QVERIFY(m_fixture.recoverAll());
}

void TestPurge::sourceOfAnInterruptedRestoreIsRefused()
{
    const RestorePoint source = makePoint();
    const auto plan = planRestore(m_fixture.store(), source);
    QVERIFY(m_fixture.interrupt(*plan, 7));
    const PurgeReport report = purge(m_fixture.store(), source, {}, {});
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Interrupted);
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(m_fixture.restore(source.id).outcome, ResetReport::Outcome::Done);
}

void TestPurge::secondInstanceIsRefused()
{
    const RestorePoint point = makePoint();
    RestorePointStore other = m_fixture.store();
    QVERIFY(other.lock());
    const PurgeReport report = purge(m_fixture.store(), point, {}, {});
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Busy);
    QCOMPARE(report.error->detail, QString::number(::getpid()));
}

void TestPurge::failureTellsWhetherThePointIsWhole_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("n");
    QTest::addColumn<Outcome>("outcome");
    using Kind = FailingCalls::Kind;
    QTest::newRow("the mark") << int(Kind::Rename) << 1 << Outcome::Refused;
    QTest::newRow("the first file") << int(Kind::Unlink) << 1 << Outcome::Failed;
    QTest::newRow("the mark is the last file") << int(Kind::Unlink) << 14 << Outcome::Failed;
    QTest::newRow("the empty point") << int(Kind::Unlink) << 15 << Outcome::Failed;
}

void TestPurge::failureTellsWhetherThePointIsWhole()
{
    QFETCH(int, kind);
    QFETCH(int, n);
    QFETCH(Outcome, outcome);
    const RestorePoint point = makePoint();
    m_fixture.calls().failAt(n, EIO, static_cast<FailingCalls::Kind>(kind));
    const PurgeReport report = purge(m_fixture.store(), point, {}, {});
    QVERIFY(m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    QCOMPARE(report.outcome, outcome);
    const bool isComplete = m_fixture.points().first().state == RestorePoint::State::Complete;
    QCOMPARE(isComplete, outcome == Outcome::Refused);
    QCOMPARE(purge(m_fixture.store(), point, {}, {}).outcome, Outcome::Done);
}

QTEST_GUILESS_MAIN(TestPurge)
#include "tst_purge.moc"
