#include "reset/auditlog.h"
#include "reset/purge.h"
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
    void tellsPurgeAndRecovery();
    void namesTheOriginalUser_data();
    void namesTheOriginalUser();
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

void TestAuditLog::tellsPurgeAndRecovery()
{
    const ResetPlan plan = m_fixture.plan();
    m_fixture.calls().failAt(8, EIO, FailingCalls::Kind::Rename, true);
    execute(plan, EngineFixture::options(), {});
    m_fixture.calls().disarm();
    QVERIFY(m_fixture.recoverAll());
    const QByteArray id = m_fixture.reset().restorePoint;
    const auto found = findRestorePoint(m_fixture.root(), id);
    QVERIFY(found);
    const QString command = QStringLiteral("anki-sync-adminctl purge");
    QCOMPARE(purge(found->store, found->point, {command}, {}).outcome, PurgeReport::Outcome::Done);
    QList<AuditEntry> entries = history().entries;
    QStringList lines;
    for (const AuditEntry &entry : std::as_const(entries)) {
        if (entry.act != QStringLiteral("reset"))
            lines.append(entry.act + QLatin1Char(' ') + entry.phase + QLatin1Char(' ') +
                         entry.outcome);
    }
    QCOMPARE(
        lines,
        QStringList({QStringLiteral("recover started "), QStringLiteral("recover finished done"),
                     QStringLiteral("purge started "), QStringLiteral("purge finished done")}));
    for (const AuditEntry &entry : std::as_const(entries)) {
        QCOMPARE(entry.user, m_fixture.userName());
        QVERIFY(entry.time.isValid());
        QVERIFY(!entry.caller.host.isEmpty());
        if (entry.act == QStringLiteral("recover"))
            QVERIFY(entry.plan.join(QLatin1Char('|')).contains(QStringLiteral("Put back ")));
        if (entry.act == QStringLiteral("purge")) {
            QCOMPARE(entry.restorePoint, id);
            QCOMPARE(entry.command, command);
        }
    }
}

void TestAuditLog::namesTheOriginalUser_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("through");
    QTest::newRow("sudo") << QByteArray("SUDO_UID") << QByteArray("1000") << QByteArray("anna")
                          << QStringLiteral("sudo");
    QTest::newRow("pkexec") << QByteArray("PKEXEC_UID") << QByteArray("1000") << QByteArray()
                            << QStringLiteral("pkexec");
    QTest::newRow("no number") << QByteArray("SUDO_UID") << QByteArray("anna") << QByteArray("anna")
                               << QString();
    QTest::newRow("negative") << QByteArray("PKEXEC_UID") << QByteArray("-1") << QByteArray()
                              << QString();
    QTest::newRow("too large") << QByteArray("SUDO_UID") << QByteArray("99999999999")
                               << QByteArray("anna") << QString();
}

void TestAuditLog::namesTheOriginalUser()
{
    QFETCH(QByteArray, variable);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, name);
    QFETCH(QString, through);
    const QByteArrayList all{"SUDO_UID", "SUDO_USER", "PKEXEC_UID"};
    const auto clear = [&all] {
        for (const QByteArray &each : all)
            qunsetenv(each.constData());
    };
    clear();
    const auto end = qScopeGuard(clear);
    qputenv(variable.constData(), value);
    if (!name.isEmpty())
        qputenv("SUDO_USER", name);
    m_fixture.reset();
    for (const AuditEntry &entry : history().entries) {
        QCOMPARE(entry.caller.uid, static_cast<qint64>(::geteuid()));
        QCOMPARE(entry.caller.through, through);
        QCOMPARE(entry.caller.originalUid.has_value(), !through.isEmpty());
        if (entry.caller.originalUid)
            QCOMPARE(*entry.caller.originalUid, 1000);
        QCOMPARE(entry.caller.originalUser,
                 through.isEmpty() ? QString() : QString::fromLatin1(name));
    }
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
