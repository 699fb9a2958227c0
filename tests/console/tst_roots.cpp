#include "support/consolerun.h"
#include "support/files.h"
#include "support/podman.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibraryInfo>
#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// `roots`, and --container in place of --data-root.
class TestRoots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void nothing();
    void found();
    void json();
    void container();
    void neverPrintsSecrets();
    void containerOnEveryCommand_data();
    void containerOnEveryCommand();
    void wrongUsage_data();
    void wrongUsage();
    void containerWithoutTools();

private:
    static QByteArray golden(const QString &name);
    bool makeContainer() const;

    TemporaryRoot m_folder;
    QByteArray m_path;
    std::unique_ptr<Podman> m_podman;
};

void TestRoots::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_path = qgetenv("PATH");
    QCOMPARE(runConsole({"demo", m_folder / "demo"}).exitCode, 0);
    m_podman = std::make_unique<Podman>();
}

void TestRoots::cleanup()
{
    qputenv("PATH", m_path);
    qunsetenv("SYNC_BASE");
    if (m_podman->whyNot().isEmpty())
        Podman::run({u"rm"_s, u"--force"_s, u"--time=0"_s, u"--all"_s});
}

void TestRoots::cleanupTestCase()
{
    m_podman.reset();
}

QByteArray TestRoots::golden(const QString &name)
{
    return readBytes(testDataPath(u"golden/"_s + name));
}

// The container need not run.
bool TestRoots::makeContainer() const
{
    return !Podman::ask({u"create"_s, u"--name"_s, u"anki"_s, u"--volume"_s,
                         m_folder / u"demo"_s + u":/data"_s, Podman::serverImage(), u"/standin"_s})
                .isEmpty();
}

// On a machine without any data root: a container.
void TestRoots::nothing()
{
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    const QString image = u"localhost/nothing:1"_s;
    QVERIFY(m_podman->makeImage(image, {QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl")}));
    const auto text =
        Podman::run({u"run"_s, u"--rm"_s, image, u"/anki-sync-adminctl"_s, u"roots"_s});
    QCOMPARE(text.exitCode, 0);
    QCOMPARE(QString::fromUtf8(text.output), QString::fromUtf8(golden(u"roots-nothing.txt"_s)));
    QCOMPARE(QString::fromUtf8(text.errors), QString());
    const auto lines = Podman::run(
        {u"run"_s, u"--rm"_s, image, u"/anki-sync-adminctl"_s, u"roots"_s, u"--json"_s});
    QCOMPARE(lines.exitCode, 0);
    QVERIFY2(lines.output.count('\n') == 1 && lines.output.contains("\"type\":\"outcome\""),
             lines.output.constData());
}

void TestRoots::found()
{
    qputenv("SYNC_BASE", m_folder / "demo");
    const ConsoleRun run = runConsole({"roots"});
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.output.startsWith("Data root\tLayout\tUsers\tFile system\tSize\tFree\tFound by\n"));
    QVERIFY2(run.output.contains(m_folder / "demo\tcommunity, official\t10\t"),
             run.output.constData());
    QVERIFY(run.output.contains("\tSYNC_BASE\n"));
}

void TestRoots::json()
{
    qputenv("SYNC_BASE", m_folder / "demo");
    if (m_podman->whyNot().isEmpty())
        QVERIFY(makeContainer());
    const ConsoleRun run = runConsole({"roots", "--json"});
    QCOMPARE(run.exitCode, 0);
    QProcess python;
    python.start(u"/usr/bin/python3"_s,
                 {QStringLiteral(SYNCADMIN_SOURCE "/tests/support/validatejson.py"),
                  QStringLiteral(SYNCADMIN_SOURCE "/resources/schema/report.schema.json")});
    python.write(run.output);
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished());
    const QByteArray said = python.readAllStandardOutput() + python.readAllStandardError();
    if (said.contains("No module named"))
        QSKIP("python3-jsonschema is not installed");
    QVERIFY2(python.exitCode() == 0, said.constData());
    QJsonObject root;
    for (const QByteArray &line : run.output.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object.value(u"name"_s).toString() == m_folder / u"demo"_s)
            root = object;
    }
    QCOMPARE(root.value(u"users"_s).toInt(), 10);
    const QJsonArray origins = root.value(u"origins"_s).toArray();
    QCOMPARE(origins.first().toObject().value(u"kind"_s).toString(), u"environment"_s);
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    const QJsonObject container = origins.last().toObject();
    QCOMPARE(container.value(u"name"_s).toString(), u"anki"_s);
    QCOMPARE(container.value(u"engine"_s).toString(), u"podman"_s);
    QCOMPARE(container.value(u"path"_s).toString(), u"/data"_s);
    QCOMPARE(container.value(u"mount"_s).toString(), u"bind"_s);
    QCOMPARE(container.value(u"state"_s).toString(), u"created"_s);
    QCOMPARE(container.value(u"restartPolicy"_s).toString(), u"no"_s);
}

void TestRoots::container()
{
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    QVERIFY(makeContainer());
    const ConsoleRun byContainer = runConsole({"list", "--container", "anki"});
    QCOMPARE(byContainer.exitCode, 0);
    QCOMPARE(byContainer.output, runConsole({"list", "--data-root", m_folder / "demo"}).output);
    // The suggested command has the option too.
    const ConsoleRun plan = runConsole({"reset", "anna", "--container", "anki"});
    QCOMPARE(plan.exitCode, 0);
    QVERIFY2(plan.output.contains("reset anna --container=anki --confirm"),
             plan.output.constData());
    const ConsoleRun missing = runConsole({"list", "--container", "--help"});
    QCOMPARE(missing.exitCode, 1);
    QVERIFY(missing.output.isEmpty());
    QVERIFY2(missing.errors.startsWith("ERROR - container '--help'"), missing.errors.constData());
}

// The environment of a server's container has its accounts with their passwords.
void TestRoots::neverPrintsSecrets()
{
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    QVERIFY(!Podman::ask({u"create"_s, u"--name"_s, u"anki"_s, u"--volume"_s,
                          m_folder / u"demo"_s + u":/data"_s, u"--env"_s, u"SYNC_BASE=/data"_s,
                          u"--env"_s, u"SYNC_USER1=anna:wordThatNobodySees"_s, u"--env"_s,
                          u"PASSWORDS_HASHED=keyThatNobodySees"_s, Podman::serverImage(),
                          u"/standin"_s})
                 .isEmpty());
    QByteArray all;
    for (const QByteArrayList &arguments :
         {QByteArrayList{"roots"}, QByteArrayList{"list", "--container", "anki"},
          QByteArrayList{"list", "--container", "nobody"},
          QByteArrayList{"reset", "anna", "--container", "anki", "--stop-server"}}) {
        for (const QByteArrayList &form : {QByteArrayList{}, QByteArrayList{"--json"}}) {
            const ConsoleRun run = runConsole(arguments + form + QByteArrayList{"--verbose"});
            all += run.output + run.errors;
        }
    }
    QVERIFY(all.contains("container anki"));
    QVERIFY2(!all.contains("ThatNobodySees"), all.constData());
}

void TestRoots::containerOnEveryCommand_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("list") << QByteArrayList{"list"};
    QTest::newRow("analyze") << QByteArrayList{"analyze", "john.doe"};
    QTest::newRow("reset") << QByteArrayList{"reset", "john.doe"};
    QTest::newRow("restore-points") << QByteArrayList{"restore-points"};
    QTest::newRow("recover") << QByteArrayList{"resume"};
    QTest::newRow("purge") << QByteArrayList{"delete", "--all"};
    QTest::newRow("history") << QByteArrayList{"history"};
    QTest::newRow("verify") << QByteArrayList{"verify", "none"};
    QTest::newRow("restore") << QByteArrayList{"restore", "none"};
}

// Each command prints the same as with the folder.
void TestRoots::containerOnEveryCommand()
{
    QFETCH(QByteArrayList, arguments);
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    QVERIFY(makeContainer());
    const auto withoutOption = [this](QByteArray text) {
        text.replace("--container=anki", "");
        return text.replace(QByteArray("--data-root " + (m_folder / "demo")), "");
    };
    const ConsoleRun a = runConsole(arguments + QByteArrayList{"--container", "anki"});
    const ConsoleRun b = runConsole(arguments + QByteArrayList{"--data-root", m_folder / "demo"});
    QCOMPARE(a.exitCode, b.exitCode);
    QCOMPARE(withoutOption(a.output), withoutOption(b.output));
    QCOMPARE(a.errors, b.errors);
}

void TestRoots::wrongUsage_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("both") << QByteArrayList{"list", "--container", "a", "--data-root", "/x"};
    QTest::newRow("empty") << QByteArrayList{"list", "--container", ""};
    QTest::newRow("roots of a folder") << QByteArrayList{"roots", "--data-root", "/x"};
    QTest::newRow("roots of a container") << QByteArrayList{"roots", "--container", "x"};
    QTest::newRow("roots with a word") << QByteArrayList{"roots", "x"};
}

void TestRoots::wrongUsage()
{
    QFETCH(QByteArrayList, arguments);
    const ConsoleRun run = runConsole(arguments);
    QCOMPARE(run.exitCode, 2);
    QVERIFY(run.output.isEmpty());
}

void TestRoots::containerWithoutTools()
{
    // bash itself is found by its path.
    QVERIFY(makePath(m_folder / u"bin"_s));
    QVERIFY(QFile::link(u"/bin/bash"_s, m_folder / u"bin/bash"_s));
    qputenv("PATH", m_folder / "bin");
    const ConsoleRun run = runConsole({"list", "--container", "anki"});
    const ConsoleRun others = runConsole({"list", "--data-root", m_folder / "demo"});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.errors,
             "ERROR - container 'anki': not found, because neither podman nor docker is "
             "installed\n");
    QCOMPARE(others.exitCode, 0);
}

QTEST_GUILESS_MAIN(TestRoots)
#include "tst_roots.moc"
