#include "support/consolerun.h"
#include "support/temporaryroot.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

// The JSON reports are valid by the schema in the repository and have the right values.
class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void matchesSchema_data();
    void matchesSchema();
    void schemaRefusesOthers();
    void operationsMatchSchema();
    void emptyAnswers_data();
    void emptyAnswers();
    void figuresOfTheFixture();

private:
    // Lines that differ from a valid line by one error.
    static QByteArrayList wrongOnes(const QByteArray &line);
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
    QTest::newRow("sessions") << QByteArrayList{"sessions"};
    QTest::newRow("sessions of one") << QByteArrayList{"sessions", "john.doe"};
    QTest::newRow("sign-out") << QByteArrayList{"sign-out", "john.doe"};
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

QByteArrayList TestJson::wrongOnes(const QByteArray &line)
{
    const QJsonObject right = QJsonDocument::fromJson(line).object();
    const bool isAnalysis =
        right.value(QStringLiteral("type")).toString() == QLatin1String("analysis");
    QByteArrayList wrong;
    const auto add = [&wrong](const QJsonObject &object) {
        wrong += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    };
    QJsonObject more = right;
    more.insert(QStringLiteral("surprise"), 1);
    add(more);
    for (const char *key :
         {"type", "id", "outcome", "steps", "bytes", "warnings", "sound", "entries", "act", "phase",
          "name", "command", "made", "changed", "exitCode"}) {
        const QLatin1String member(key);
        if (!right.contains(member))
            continue;
        QJsonObject other = right;
        other.insert(member, QJsonObject());
        add(other);
        // Of a user that could not be analysed only the name is known.
        if (isAnalysis && member != QLatin1String("name") && member != QLatin1String("type"))
            continue;
        other.remove(member);
        add(other);
    }
    return wrong;
}

// Every command that runs or lists operations, in an order in which each has a result.
void TestJson::operationsMatchSchema()
{
    const TemporaryRoot root;
    QCOMPARE(runConsole({"demo", root.bytes() + "/root"}).exitCode, 0);
    QByteArray lines;
    QMap<QByteArray, QByteArray> byType;
    const auto run = [&](const QByteArrayList &arguments, int exitCode) {
        const ConsoleRun done =
            runConsole(arguments + QByteArrayList{"--json", "--data-root", root.bytes() + "/root"});
        if (done.exitCode != exitCode)
            qWarning("%s: exit code %d %s", arguments.join(' ').constData(), done.exitCode,
                     done.errors.constData());
        lines += done.output;
        QByteArray last;
        for (const QByteArray &line : done.output.split('\n')) {
            if (line.isEmpty())
                continue;
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            const QByteArray type = object.value(QStringLiteral("type")).toString().toLatin1();
            byType.insert(type, line);
            if (type != "outcome")
                last = line;
        }
        return done.exitCode == exitCode ? QJsonDocument::fromJson(last).object() : QJsonObject();
    };
    const auto idOf = [](const QJsonObject &result) {
        return result.value(QStringLiteral("restorePoint")).toString().toUtf8();
    };
    const QByteArray point = idOf(run({"reset", "john.doe", "--yes"}, 0));
    QVERIFY(!point.isEmpty());
    QVERIFY(!idOf(run({"reset", "broken", "zoe", "--yes", "--keep-media-files"}, 0)).isEmpty());
    QVERIFY(!run({"reset", "anna", "--yes", "--no-restore-point"}, 0).isEmpty());
    const QByteArray revoked = idOf(run({"sign-out", "alice", "--yes"}, 0));
    QVERIFY(!revoked.isEmpty());
    QVERIFY(!run({"restore", revoked, "--yes"}, 0).isEmpty());
    QVERIFY(!run({"sessions"}, 0).isEmpty());
    QVERIFY(run({"verify", point}, 0).value(QStringLiteral("sound")).toBool());
    QVERIFY(!run({"restore", point}, 0).isEmpty());
    const QByteArray newer = idOf(run({"restore", point, "--yes"}, 0));
    QVERIFY(!newer.isEmpty());
    // A point without its commit record is an interrupted operation.
    const QByteArray folder = root.bytes() + "/root/.anki-sync-admin/restore-points/";
    QVERIFY(QFile::remove(QFile::decodeName(folder + newer + "/committed.json")));
    QVERIFY(!run({"reset", "john.doe", "--yes"}, 1).isEmpty()); // it is refused
    QVERIFY(!run({"restore-points"}, 0).isEmpty());
    QVERIFY(!run({"resume"}, 0).isEmpty());
    QCOMPARE(run({"resume", "--yes"}, 0).value(QStringLiteral("act")).toString(),
             QStringLiteral("recover"));
    QCOMPARE(run({"delete", point, "--yes"}, 0).value(QStringLiteral("outcome")).toString(),
             QStringLiteral("done"));
    QVERIFY(!run({"history"}, 0).isEmpty());

    int exitCode = -1;
    const QByteArray said = validate(lines, exitCode);
    if (said.contains("No module named"))
        QSKIP("python3-jsonschema is not installed");
    QVERIFY2(exitCode == 0, said.constData());
    QCOMPARE(byType.keys(),
             QByteArrayList({"analysis", "history", "outcome", "plan", "purge", "restore-point",
                             "result", "sessions", "verification"}));
    for (const QByteArray &line : std::as_const(byType)) {
        const QByteArrayList wrong = wrongOnes(line);
        // The checker prints one line for each violation.
        const QByteArray answer = validate(wrong.join(), exitCode);
        for (qsizetype i = 1; i <= wrong.size(); ++i) {
            QVERIFY2(answer.contains(QByteArray("line " + QByteArray::number(i) + ": ")),
                     wrong.at(i - 1).constData());
        }
    }
}

void TestJson::emptyAnswers_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("reset") << QByteArrayList{"reset", "--match", "nobody*"};
    QTest::newRow("reset, done") << QByteArrayList{"reset", "--match", "nobody*", "--yes"};
    QTest::newRow("delete") << QByteArrayList{"delete", "--all"};
    QTest::newRow("delete, done") << QByteArrayList{"delete", "--all", "--yes"};
    QTest::newRow("resume") << QByteArrayList{"resume"};
    QTest::newRow("restore-points") << QByteArrayList{"restore-points"};
    QTest::newRow("history") << QByteArrayList{"history"};
    QTest::newRow("sessions") << QByteArrayList{"sessions", "newcomer"};
}

// Sentences are for people.
void TestJson::emptyAnswers()
{
    QFETCH(QByteArrayList, arguments);
    const ConsoleRun run =
        runConsole(arguments + QByteArrayList{"--json", "--data-root", m_demo.bytes() + "/root"});
    QCOMPARE(run.exitCode, 0);
    for (const QByteArray &line : run.output.split('\n'))
        QVERIFY2(line.isEmpty() || line.startsWith('{'), line.constData());
}

void TestJson::figuresOfTheFixture()
{
    const TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-wal-in-use.tar.gz")));
    const ConsoleRun run = runConsole({"analyze", "alice", "--json", "--data-root", root.bytes()});
    QCOMPARE(run.exitCode, 0);
    const QJsonObject alice = QJsonDocument::fromJson(run.output.split('\n').first()).object();
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
