#include "reset/auditlog.h"
#include "support/enginefixture.h"

#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

class TestAuditLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void tellsEveryAct();
    void tornLineLosesOnlyItself();
    void isSyncedBeforeTheFirstRename();

private:
    AuditHistory history() const { return *AuditLog::read(m_fixture.store().directory()); }

    EngineFixture m_fixture;
};

void TestAuditLog::tellsEveryAct()
{
    const ResetReport report = m_fixture.reset();
    m_fixture.restore(report.restorePoint);
    const AuditHistory read = history();
    QCOMPARE(read.unreadableLines, 0);
    QStringList lines;
    for (const AuditEntry &entry : read.entries)
        lines.append(entry.act + QLatin1Char(' ') + entry.phase + QLatin1Char(' ') + entry.outcome);
    QCOMPARE(
        lines,
        QStringList({QStringLiteral("reset started "), QStringLiteral("reset finished done"),
                     QStringLiteral("restore started "), QStringLiteral("restore finished done")}));
    const AuditEntry &first = read.entries.first();
    QCOMPARE(first.user, m_fixture.userName());
    QCOMPARE(first.command, QStringLiteral("anki-sync-adminctl test"));
    QVERIFY(first.plan.contains(QStringLiteral("Remove collection file: collection.anki2")));
    QCOMPARE(first.caller.uid, static_cast<qint64>(::geteuid()));
    QCOMPARE(read.entries.at(1).restorePoint, report.restorePoint);
}

void TestAuditLog::tornLineLosesOnlyItself()
{
    m_fixture.reset();
    QFile log(QFile::decodeName(m_fixture.storePath() + "/audit.jsonl"));
    QVERIFY(log.open(QIODevice::Append));
    log.write("{\"time\":\"2026");
    log.close();
    m_fixture.useAsServer();
    m_fixture.reset();
    const AuditHistory read = history();
    QCOMPARE(read.unreadableLines, 1);
    QCOMPARE(read.entries.size(), 4);
}

void TestAuditLog::isSyncedBeforeTheFirstRename()
{
    const ResetPlan plan = m_fixture.plan();
    m_fixture.calls().forget();
    QCOMPARE(execute(plan, EngineFixture::options(), {}).outcome, ResetReport::Outcome::Done);
    qsizetype opened = -1;
    qsizetype synced = -1;
    qsizetype renamed = -1;
    const auto calls = m_fixture.calls().calls();
    for (qsizetype i = 0; i < calls.size(); ++i) {
        const auto &call = calls.at(i);
        if (opened < 0 && call.name == "audit.jsonl")
            opened = i;
        if (opened >= 0 && synced < 0 && call.kind == FailingCalls::Kind::Fsync)
            synced = i;
        if (renamed < 0 && call.kind == FailingCalls::Kind::Rename)
            renamed = i;
    }
    QVERIFY(opened >= 0 && synced > opened && renamed > synced);
}

QTEST_GUILESS_MAIN(TestAuditLog)
#include "tst_auditlog.moc"
