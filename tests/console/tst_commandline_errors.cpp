#include "support/consolerun.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

// Wrong command lines: exit code 2, a sentence with the reason, nothing on standard output.
class TestCommandLineErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongUsage_data();
    void wrongUsage();
    void missingRoots_data();
    void missingRoots();
    void namesThatNeverMatch_data();
    void namesThatNeverMatch();
    void desktopFolder_data();
    void desktopFolder();
    void unreadableUser();
    void helpAndVersion();
    void doesNotLinkGui();
};

void TestCommandLineErrors::wrongUsage_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nothing") << QByteArrayList{} << QByteArray("no command was given");
    QTest::newRow("unknown command") << QByteArrayList{"frobnicate"} << QByteArray("'frobnicate'");
    QTest::newRow("hostile command") << QByteArrayList{"a\x1b[2Jb"} << QByteArray("'a\\x1b[2Jb'");
    QTest::newRow("unknown option") << QByteArrayList{"list", "--wrong"} << QByteArray("--wrong");
    QTest::newRow("unknown letter") << QByteArrayList{"list", "-x"} << QByteArray("-x");
    QTest::newRow("value missing")
        << QByteArrayList{"list", "--data-root"} << QByteArray("needs a value");
    QTest::newRow("layout") << QByteArrayList{"list", "--layout", "vms"} << QByteArray("vms");
    QTest::newRow("jobs 0") << QByteArrayList{"list", "--jobs", "0"} << QByteArray("--jobs");
    QTest::newRow("jobs word") << QByteArrayList{"list", "--jobs=many"} << QByteArray("many");
    QTest::newRow("list a user") << QByteArrayList{"list", "alice"} << QByteArray("analyze USER");
    QTest::newRow("analyze nobody") << QByteArrayList{"analyze"} << QByteArray("needs the name");
    QTest::newRow("reset nobody") << QByteArrayList{"reset"} << QByteArray("needs the name");
    QTest::newRow("demo nowhere") << QByteArrayList{"demo"}
                                  << QByteArray("needs the name of a new folder");
    QTest::newRow("contradiction") << QByteArrayList{"reset", "x", "--dry-run", "--confirm"}
                                   << QByteArray("cannot be combined");
}

void TestCommandLineErrors::wrongUsage()
{
    QFETCH(QByteArrayList, arguments);
    QFETCH(QByteArray, says);
    const ConsoleRun run = runConsole(arguments);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.output, QByteArray());
    QVERIFY2(run.errors.startsWith("ERROR - ") && run.errors.contains(says),
             run.errors.constData());
}

void TestCommandLineErrors::missingRoots_data()
{
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("missing") << QByteArray("/nonexistent/folder")
                             << QByteArray("/nonexistent/folder does not exist");
    QTest::newRow("file") << QByteArray("/etc/passwd") << QByteArray("/etc/passwd is not a folder");
}

void TestCommandLineErrors::missingRoots()
{
    QFETCH(QByteArray, root);
    QFETCH(QByteArray, says);
    const ConsoleRun run = runConsole({"list", "--data-root", root});
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains(says), run.errors.constData());
}

void TestCommandLineErrors::namesThatNeverMatch_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("parent") << QByteArray("..");
    QTest::newRow("itself") << QByteArray(".");
    QTest::newRow("below") << QByteArray("alice/collection.media");
    QTest::newRow("absolute") << QByteArray("/etc");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("climbing") << QByteArray("alice/../alice");
}

void TestCommandLineErrors::namesThatNeverMatch()
{
    QFETCH(QByteArray, name);
    const TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-at-rest.tar.gz")));
    for (const QByteArray command : {"analyze", "reset"}) {
        const ConsoleRun run = runConsole({command, name, "--data-root", root.bytes()});
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.output, QByteArray());
        const QByteArray says =
            "ERROR - User '" + name + "' does not exist in " + root.bytes() + "/collections\n";
        QVERIFY2(run.errors.startsWith(says), run.errors.constData());
    }
}

void TestCommandLineErrors::desktopFolder_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    const QList<QByteArrayList> all{{"list"},
                                    {"analyze", "User 1"},
                                    {"reset", "User 1", "--yes"},
                                    {"restore", "x", "--yes"},
                                    {"restore-points"},
                                    {"verify", "x"},
                                    {"delete", "--all", "--yes"},
                                    {"resume", "--yes"},
                                    {"sessions"},
                                    {"sign-out", "User 1", "--yes"},
                                    {"history"}};
    for (const QByteArrayList &arguments : all)
        QTest::newRow(arguments.mid(0, 2).join(' ')) << arguments;
}

// No command accepts the folder of the Anki desktop program as a data root.
void TestCommandLineErrors::desktopFolder()
{
    QFETCH(QByteArrayList, arguments);
    const TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-at-rest.tar.gz")));
    const QString users = root / QStringLiteral("collections");
    QVERIFY(QDir().rename(users + QStringLiteral("/alice"), users + QStringLiteral("/User 1")));
    QVERIFY(QDir().mkpath(users + QStringLiteral("/addons21")));
    const TreeSnapshot before = TreeSnapshot::of(root.path());
    const ConsoleRun run = runConsole(arguments + QByteArrayList{"--data-root", root.bytes()});
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains("is the data folder of the Anki desktop program"),
             run.errors.constData());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

// Run as an ordinary user. The error is printed after all other users.
void TestCommandLineErrors::unreadableUser()
{
    const TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-at-rest.tar.gz")));
    QVERIFY(QDir(root.path()).mkdir(QStringLiteral("collections/closed")));
    const QString closed = root / QStringLiteral("collections/closed");
    QVERIFY(QFile::setPermissions(closed, QFile::Permissions()));
    QProcess process;
    process.start(QStringLiteral("setpriv"),
                  {QStringLiteral("--bounding-set=-all"), QStringLiteral("--inh-caps=-all"),
                   QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"), QStringLiteral("list"),
                   QStringLiteral("--data-root"), root.path()});
    const bool isRun = process.waitForFinished() && process.exitCode() != 127;
    const QByteArray output = process.readAllStandardOutput();
    const QByteArray errors = process.readAllStandardError();
    QVERIFY(QFile::setPermissions(closed, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    if (!isRun || errors.contains("setpriv:"))
        QSKIP("capabilities cannot be dropped here");
    QVERIFY2(output.contains("\nalice\t") && output.contains("\nTotal: "), output.constData());
    QVERIFY2(errors.contains("ERROR - ") && errors.contains("closed"), errors.constData());
    QCOMPARE(process.exitCode(), 1);
}

void TestCommandLineErrors::helpAndVersion()
{
    const ConsoleRun help = runConsole({"--help"});
    QCOMPARE(help.exitCode, 0);
    for (const QByteArray word : {"list", "analyze", "reset", "demo", "--data-root", "--json",
                                  "--layout", "--quiet", "-v, --verbose"})
        QVERIFY2(help.output.contains(word), word.constData());
    const ConsoleRun version = runConsole({"--version"});
    QCOMPARE(version.output, QByteArray("anki-sync-adminctl " SYNCADMIN_VERSION "\n"));
}

void TestCommandLineErrors::doesNotLinkGui()
{
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl")});
    QVERIFY(ldd.waitForFinished());
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY(libraries.contains("libQt6Core") && libraries.contains("libQt6Sql"));
    QVERIFY2(!libraries.contains("Gui") && !libraries.contains("Widgets"), libraries.constData());
}

QTEST_GUILESS_MAIN(TestCommandLineErrors)
#include "tst_commandline_errors.moc"
