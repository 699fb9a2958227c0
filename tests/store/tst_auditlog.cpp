#include "engine/purge.h"
#include "store/auditlog.h"
#include "support/enginefixture.h"

#include <QDir>
#include <QFile>
#include <QSysInfo>
#include <QTest>

#include <unistd.h>

#include <map>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

class TestAuditLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void namesEveryOperation();
    void tellsPurgeAndRecovery();
    void namesTheOriginalUser_data();
    void namesTheOriginalUser();
    void tornLineLosesOnlyItself();
    void longLogIsReadFromItsEnd();
    void isSyncedBeforeTheFirstRename();
    void nothingIsDoneWithoutIt();

private:
    AuditHistory history() const { return *AuditLog::read(m_fixture.store().directory()); }

    EngineFixture m_fixture;
};

void TestAuditLog::namesEveryOperation()
{
    const ResetReport report = m_fixture.reset();
    m_fixture.restore(report.restorePoint);
    const AuditHistory read = history();
    QCOMPARE(read.unreadableLines, 0);
    QStringList lines;
    for (const AuditEntry &entry : read.entries)
        lines.append(entry.operation + QLatin1Char(' ') + entry.phase + QLatin1Char(' ') +
                     entry.outcome);
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
    QVERIFY(m_fixture.interrupt(m_fixture.plan(), 8));
    const RestorePointStore store = m_fixture.store();
    const auto recovery = planRecovery(store, m_fixture.points().first());
    QVERIFY(recovery);
    RecoveryOptions options;
    options.commandLine = QStringLiteral("anki-sync-adminctl resume");
    options.probe = EngineFixture::options().probe;
    QCOMPARE(recover(*recovery, options, {}).outcome, ResetReport::Outcome::Done);
    const QByteArray id = m_fixture.reset().restorePoint;
    const auto found = findRestorePoint(m_fixture.root(), id);
    QVERIFY(found);
    const QString command = QStringLiteral("anki-sync-adminctl delete");
    QCOMPARE(purge(found->store, found->point, {command}, {}).outcome, PurgeReport::Outcome::Done);
    QList<AuditEntry> entries = history().entries;
    QStringList lines;
    for (const AuditEntry &entry : std::as_const(entries)) {
        if (entry.operation != QStringLiteral("reset"))
            lines.append(entry.operation + QLatin1Char(' ') + entry.phase + QLatin1Char(' ') +
                         entry.outcome);
    }
    QCOMPARE(
        lines,
        QStringList({QStringLiteral("recover started "), QStringLiteral("recover finished done"),
                     QStringLiteral("purge started "), QStringLiteral("purge finished done")}));
    for (const AuditEntry &entry : std::as_const(entries)) {
        QCOMPARE(entry.user, m_fixture.userName());
        QVERIFY(entry.time.isValid());
        QCOMPARE(entry.caller.uid, static_cast<qint64>(::geteuid()));
        QCOMPARE(entry.caller.host, QSysInfo::machineHostName());
        if (entry.operation == QStringLiteral("recover")) {
            QVERIFY(entry.plan.join(QLatin1Char('|')).contains(QStringLiteral("Move back ")));
            QCOMPARE(entry.restorePoint, recovery->point.id);
            QCOMPARE(entry.command, options.commandLine);
        }
        if (entry.operation == QStringLiteral("purge")) {
            QCOMPARE(entry.restorePoint, id);
            QCOMPARE(entry.command, command);
        }
    }
}

void TestAuditLog::namesTheOriginalUser_data()
{
    QTest::addColumn<QByteArray>("sudoUid");
    QTest::addColumn<QByteArray>("pkexecUid");
    QTest::addColumn<QByteArray>("sudoUser");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *what, const char *sudoUid, const char *pkexecUid,
                        const char *sudoUser, const char *named) {
        QTest::newRow(what) << QByteArray(sudoUid) << QByteArray(pkexecUid) << QByteArray(sudoUser)
                            << QString::fromLatin1(named);
    };
    row("nobody", "", "", "", "");
    row("sudo", "1000", "", "anna", "sudo 1000 anna");
    row("sudo by an account without a name", "1000", "", "", "sudo 1000 ");
    row("pkexec", "", "1001", "", "pkexec 1001 ");
    row("the user of pkexec has no name here", "", "1001", "anna", "pkexec 1001 ");
    row("sudo within pkexec", "1000", "1001", "anna", "sudo 1000 anna");
    row("no number", "anna", "anna", "anna", "");
    row("a number and more", "1000x", "0x3e8", "anna", "");
    row("negative", "-1", "-1", "anna", "");
    row("too large", "4294967296", "99999999999999999999", "anna", "");
    row("one that is no number", "anna", "1001", "anna", "pkexec 1001 ");
    row("a name with a line feed", "1000", "", "an\nna", "sudo 1000 an\\nna");
}

void TestAuditLog::namesTheOriginalUser()
{
    QFETCH(QByteArray, sudoUid);
    QFETCH(QByteArray, pkexecUid);
    QFETCH(QByteArray, sudoUser);
    QFETCH(QString, named);
    const std::map<const char *, QByteArray> variables{
        {"SUDO_UID", sudoUid}, {"PKEXEC_UID", pkexecUid}, {"SUDO_USER", sudoUser}};
    const auto clear = [&variables] {
        for (const auto &[name, value] : variables)
            qunsetenv(name);
    };
    clear();
    const auto end = qScopeGuard(clear);
    for (const auto &[name, value] : variables) {
        if (!value.isEmpty())
            qputenv(name, value);
    }
    m_fixture.reset();
    const QList<AuditEntry> entries = history().entries;
    QCOMPARE(entries.size(), 2);
    for (const AuditEntry &entry : entries) {
        const Caller &caller = entry.caller;
        QCOMPARE(caller.uid, static_cast<qint64>(::geteuid()));
        QCOMPARE(caller.originalUid.has_value(), !named.isEmpty());
        if (caller.originalUid) {
            QCOMPARE(QStringLiteral("%1 %2 %3")
                         .arg(caller.through)
                         .arg(*caller.originalUid)
                         .arg(caller.originalUser),
                     named);
        } else {
            QCOMPARE(caller.through + caller.originalUser, QString());
        }
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

// What nobody shortens must not stop an operation one day.
void TestAuditLog::longLogIsReadFromItsEnd()
{
    const ResetReport report = m_fixture.reset();
    AuditEntry old;
    old.time = QDateTime::currentDateTimeUtc();
    old.operation = QStringLiteral("reset");
    old.phase = QStringLiteral("finished");
    old.user = m_fixture.userName();
    old.mediaUsn = 123'456;
    const RestorePointStore store = m_fixture.store();
    QVERIFY(AuditLog::append(store.directory(), old));
    QFile log(QFile::decodeName(m_fixture.storePath() + "/audit.jsonl"));
    QVERIFY(log.open(QIODevice::Append));
    QVERIFY(log.resize(log.size() + AuditLog::maxBytes)); // zeros, which take no room
    QVERIFY(log.seek(log.size()));
    log.write("\n");
    log.close();
    m_fixture.useAsServer();
    QCOMPARE(m_fixture.reset().outcome, ResetReport::Outcome::Done);
    QCOMPARE(m_fixture.restore(report.restorePoint).outcome, ResetReport::Outcome::Done);
    const AuditHistory read = history();
    QVERIFY(read.isCut);
    QCOMPARE(read.entries.size(), 4);
    const auto highest = AuditLog::highestMediaUsn(store.directory(), m_fixture.userName());
    QVERIFY(highest);
    QVERIFY(*highest >= 123'456);
    QCOMPARE(*AuditLog::highestMediaUsn(store.directory(), "nobody"), 0);
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

// And it is said so, whatever keeps the line out of it.
void TestAuditLog::nothingIsDoneWithoutIt()
{
    const QByteArray done = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    QVERIFY(m_fixture.interrupt(m_fixture.plan(), 8));
    const auto recovery = planRecovery(m_fixture.store(), m_fixture.points().first());
    QVERIFY(recovery);
    const QString log = QFile::decodeName(m_fixture.storePath() + "/audit.jsonl");
    QVERIFY(QFile::remove(log) && QDir().mkdir(log));
    TreeSnapshot before = m_fixture.snapshot();
    const auto check = [&](const std::optional<Error> &error) {
        QVERIFY(error.has_value());
        QCOMPARE(codeName(error->code), QStringLiteral("not-recorded"));
        QVERIFY2(error->message().contains(log + QStringLiteral(" is not a regular file")),
                 qPrintable(error->message()));
        QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    };
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    check(recover(*recovery, options, {}).error);
    const auto found = findRestorePoint(m_fixture.root(), done);
    QVERIFY(found);
    check(purge(found->store, found->point, {}, {}).error);

    QVERIFY(QDir().rmdir(log) && m_fixture.recoverAll(true));
    const ResetPlan plan = m_fixture.plan();
    before = m_fixture.snapshot();
    QVERIFY(QFile::remove(log) && QDir().mkdir(log));
    check(execute(plan, EngineFixture::options(), {}).error);
}

QTEST_GUILESS_MAIN(TestAuditLog)
#include "tst_auditlog.moc"
