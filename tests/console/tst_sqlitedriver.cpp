#include "demo/demoroot.h"
#include "support/installedcopy.h"
#include "support/treesnapshot.h"

#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Without a driver that reads databases no command begins, because every user would seem broken.
class TestSqliteDriver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAtTheStart_data();
    void endsAtTheStart();
    void usableDriver();
};

void TestSqliteDriver::endsAtTheStart_data()
{
    QTest::addColumn<QString>("driver"); // a library; empty: there is none
    QTest::addColumn<QStringList>("arguments");
    const QStringList reset{u"reset"_s, u"john.doe"_s, u"--keep-media-files"_s, u"--yes"_s};
    QTest::newRow("no driver, list") << QString() << QStringList{u"list"_s};
    QTest::newRow("no driver, list --json") << QString() << QStringList{u"list"_s, u"--json"_s};
    QTest::newRow("no driver, reset") << QString() << reset;
    QTest::newRow("SQLite of its own, list")
        << QStringLiteral(SYNCADMIN_FOREIGN_SQLITE) << QStringList{u"list"_s};
    QTest::newRow("SQLite of its own, reset") << QStringLiteral(SYNCADMIN_FOREIGN_SQLITE) << reset;
}

void TestSqliteDriver::endsAtTheStart()
{
    QFETCH(QString, driver);
    QFETCH(QStringList, arguments);
    const bool isForeign = QByteArray(QTest::currentDataTag()).startsWith("SQLite");
    if (isForeign && driver.isEmpty())
        QSKIP("there is no static SQLite library to make such a driver with");
    const TemporaryRoot place;
    QVERIFY(Demo::makeDemoRoot(place / u"data"_s));
    const auto before = TreeSnapshot::of(place / u"data"_s);
    const InstalledCopy copy(u"anki-sync-adminctl"_s);
    QVERIFY(copy.isReady());
    if (isForeign)
        QVERIFY(copy.addPlugin(u"sqldrivers"_s, driver));
    QProcess process;
    process.start(copy.program(), arguments + QStringList{u"--data-root"_s, place / u"data"_s});
    QVERIFY(process.waitForFinished());
    const QByteArray errors = process.readAllStandardError();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QVERIFY2(process.exitCode() == 1, errors.constData());
    const QByteArray output = process.readAllStandardOutput();
    if (arguments.contains(u"--json"_s))
        QVERIFY2(output.startsWith('{') && output.count('\n') == 1, output.constData());
    else
        QCOMPARE(output, QByteArray());
    QCOMPARE(errors.count('\n'), 1);
    QVERIFY2(errors.contains(isForeign ? "does not use the system's SQLite library"
                                       : "Qt has no SQLite driver"),
             errors.constData());
    QVERIFY2(errors.contains("libqt6sql6-sqlite"), errors.constData());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(place / u"data"_s)), QStringList());
    // Commands that need no database work.
    process.start(copy.program(), {u"--version"_s});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
}

// A copy of the program with its driver works.
void TestSqliteDriver::usableDriver()
{
    const TemporaryRoot place;
    QVERIFY(Demo::makeDemoRoot(place / u"data"_s));
    const InstalledCopy copy(u"anki-sync-adminctl"_s, {u"sqldrivers"_s});
    QVERIFY(copy.isReady());
    QProcess process;
    process.start(copy.program(), {u"list"_s, u"--data-root"_s, place / u"data"_s});
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    QVERIFY(process.readAllStandardOutput().contains("john.doe"));
}

QTEST_GUILESS_MAIN(TestSqliteDriver)
#include "tst_sqlitedriver.moc"
