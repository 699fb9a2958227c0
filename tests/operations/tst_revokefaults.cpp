#include "revokefixture.h"

#include "support/runinmemory.h"

#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

constexpr int crash = -1; // in place of an errno

} // namespace

// A revocation that is cut off leaves the sessions as they were, or recover does.
class TestRevokeFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void setsAsideWhatServerMade();
    void allOrNothing_data();
    void allOrNothing();

private:
    std::unique_ptr<EngineFixture> m_fixture;
};

void TestRevokeFaults::init()
{
    m_fixture = std::make_unique<EngineFixture>();
    m_fixture->build();
    QVERIFY(makeSessions(*m_fixture));
}

void TestRevokeFaults::setsAsideWhatServerMade()
{
    const auto before = snapshot(*m_fixture);
    const auto plan = planFor(*m_fixture);
    // Dies after the new file has come into its place.
    m_fixture->calls().failAt(1, EIO, FailingCalls::Kind::Rename, false);
    m_fixture->calls().disarm();
    ExecutionOptions dying = options();
    dying.probeAgain = [this](const DatabaseLocks &, const QList<FilesIn> &) {
        m_fixture->calls().failAt(1, EIO, {}, true);
        InUse inUse;
        inUse.state = InUse::State::Free;
        return inUse;
    };
    const auto report = execute(*plan, dying, {});
    m_fixture->calls().disarm();
    QCOMPARE(report.outcome, ResetReport::Outcome::FailedIncomplete);
    QCOMPARE(logins(*m_fixture), u"alice"_s);
    // Nobody's sessions are touched before that is put right.
    const auto refused = execute(*planFor(*m_fixture, "alice"), options(), {});
    QCOMPARE(refused.error->code, Error::Code::Interrupted);
    // A server comes up and signs somebody in.
    QCOMPARE(
        runSql(pathIn(*m_fixture), "INSERT INTO session VALUES ('7','7','new','/d/new','','')"),
        QString());
    QVERIFY(!m_fixture->recoverAll());
    QCOMPARE(logins(*m_fixture), u"alice,new"_s);
    QVERIFY(m_fixture->recoverAll(true));
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
}

void TestRevokeFaults::allOrNothing_data()
{
    QTest::addColumn<int>("error");
    QTest::newRow("ENOSPC") << ENOSPC;
    QTest::newRow("EIO") << EIO;
    QTest::newRow("EACCES") << EACCES;
    QTest::newRow("crash") << crash;
}

// As in tst_faultloop: every system call fails once, or is the last that is done.
void TestRevokeFaults::allOrNothing()
{
    QFETCH(int, error);
    constexpr qint64 minPoints = 40;
    bool fired = true;
    qint64 n = 1;
    for (; fired; ++n) {
        std::filesystem::remove_all(m_fixture->storePath().toStdString());
        QVERIFY(makeSessions(*m_fixture));
        const auto before = snapshot(*m_fixture);
        const auto plan = planFor(*m_fixture);
        QVERIFY(plan);
        m_fixture->calls().failAt(n, error == crash ? EIO : error, {}, error == crash);
        const auto report = execute(*plan, options(), {});
        fired = m_fixture->calls().hasFired();
        m_fixture->calls().disarm();
        if (report.outcome != ResetReport::Outcome::Done) {
            QVERIFY(report.error);
            if (report.outcome != ResetReport::Outcome::FailedIncomplete)
                QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
        }
        QVERIFY2(m_fixture->recoverAll(), qPrintable(QString::number(n)));
        for (const RestorePoint &point : m_fixture->points()) {
            if (point.state != RestorePoint::State::Complete)
                continue;
            QCOMPARE(logins(*m_fixture), u"alice"_s);
            QCOMPARE(m_fixture->restore(point.id).outcome, ResetReport::Outcome::Done);
        }
        const auto differences = TreeSnapshot::differences(before, snapshot(*m_fixture));
        QVERIFY2(
            differences.isEmpty(),
            qPrintable(
                QStringLiteral("call %1: %2").arg(n).arg(differences.join(QLatin1Char('\n')))));
    }
    QVERIFY2(n > minPoints, qPrintable(QString::number(n)));
}

int main(int argc, char **argv)
{
    return runInMemory<TestRevokeFaults>(argc, argv);
}

#include "tst_revokefaults.moc"
