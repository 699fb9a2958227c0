#include "support/consolerun.h"
#include "support/temporaryroot.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

// The JSON reports: valid by the schema in the repository, with the true values.
class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void matchesSchema_data();
    void matchesSchema();
    void schemaRefusesOthers();
    void figuresOfTheFixture();

private:
    QByteArray validate(const QByteArray &lines, int &exitCode) const;
    TemporaryRoot m_demo;
};

void TestJson::initTestCase()
{
    const ConsoleRun run = runConsole({"demo", m_demo.bytes() + "/root"});
    QCOMPARE(run.exitCode, 0);
}

QByteArray TestJson::validate(const QByteArray &lines, int &exitCode) const
{
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
                 {QStringLiteral(SYNCADMIN_SOURCE "/tests/support/validatejson.py"),
                  QStringLiteral(SYNCADMIN_SOURCE "/resources/schema/report.schema.json")});
    python.write(lines);
    python.closeWriteChannel();
    python.waitForFinished();
    exitCode = python.exitCode();
    return python.readAllStandardOutput() + python.readAllStandardError();
}

void TestJson::matchesSchema_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("list") << QByteArrayList{"list"};
    QTest::newRow("analyze") << QByteArrayList{"analyze", "alice", "broken", "zoe", "newcomer"};
    QTest::newRow("reset") << QByteArrayList{"reset", "anna", "zoe", "newcomer"};
    QTest::newRow("keep") << QByteArrayList{"reset", "anna", "--keep-media-files"};
}

void TestJson::matchesSchema()
{
    QFETCH(QByteArrayList, arguments);
    const ConsoleRun run =
        runConsole(arguments + QByteArrayList{"--json", "--data-root", m_demo.bytes() + "/root"});
    QCOMPARE(run.exitCode, 0);
    int exitCode = -1;
    const QByteArray said = validate(run.output, exitCode);
    if (said.contains("No module named"))
        QSKIP("python3-jsonschema is not installed");
    QVERIFY2(exitCode == 0, said.constData());
}

void TestJson::schemaRefusesOthers()
{
    int exitCode = -1;
    const QByteArray said =
        validate("{\"type\":\"analysis\",\"name\":\"x\",\"bytes\":\"12 KB\"}\n", exitCode);
    if (said.contains("No module named"))
        QSKIP("python3-jsonschema is not installed");
    QCOMPARE(exitCode, 1);
}

void TestJson::figuresOfTheFixture()
{
    const TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-wal-in-use.tar.gz")));
    const ConsoleRun run = runConsole({"analyze", "alice", "--json", "--data-root", root.bytes()});
    QCOMPARE(run.exitCode, 0);
    const QJsonObject alice = QJsonDocument::fromJson(run.output).object();
    QCOMPARE(alice.value(QStringLiteral("files")).toInt(), 62);
    QCOMPARE(alice.value(QStringLiteral("bytes")).toInt(), 372'028);
    const QJsonObject collection = alice.value(QStringLiteral("collection")).toObject();
    const QMap<QString, int> expected{{QStringLiteral("schemaVersion"), 11},
                                      {QStringLiteral("cards"), 454},
                                      {QStringLiteral("notes"), 340},
                                      {QStringLiteral("decks"), 11},
                                      {QStringLiteral("noteTypes"), 5},
                                      {QStringLiteral("reviews"), 40},
                                      {QStringLiteral("usn"), 2}};
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QCOMPARE(collection.value(it.key()).toInt(), it.value());
    QCOMPARE(collection.value(QStringLiteral("lastReview")).toString(),
             QStringLiteral("2026-11-22T19:58:02.980Z"));
}

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
