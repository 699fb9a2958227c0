#include "support/consolerun.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include "base/filedescriptor.h"
#include "console/command.h"
#include "console/optiontable.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Help, manual page, completion and suggestions, which all come from the command table.
class HelpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void summary();
    void pages_data();
    void pages();
    void manualPage();
    void manualPageRenders();
    void scriptsParse_data();
    void scriptsParse();
    void completedNames();
    void bashCompletes_data();
    void bashCompletes();
    void suggestions_data();
    void suggestions();
    void oldNames_data();
    void oldNames();
    void namesThatLookLikeSomethingElse_data();
    void namesThatLookLikeSomethingElse();

private:
    QByteArray dataRoot() const { return m_root.bytes() + "/data"; }
    static QString generated(const char *name)
    {
        return QStringLiteral(SYNCADMIN_BIN "/../app/console/files/") + QLatin1String(name);
    }

    TemporaryRoot m_root;
};

void HelpTest::initTestCase()
{
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
}

void HelpTest::summary()
{
    const ConsoleRun help = runConsole({"--help"});
    QCOMPARE(help.exitCode, 0);
    for (const Console::Command *command : Console::commands())
        QVERIFY2(help.output.contains(QByteArray(QByteArray("\n  ") + command->name)),
                 command->name);
    for (const QByteArrayList &words : {QByteArrayList{"help"}, QByteArrayList{"-h"}})
        QCOMPARE(runConsole(words).output, help.output);
    for (const QByteArray &line : help.output.split('\n'))
        QVERIFY2(QString::fromUtf8(line).size() < 80, line.constData());
    QCOMPARE(runConsole({"help", "frobnicate"}).exitCode, 2);
    QVERIFY(runConsole({"help", "rest"}).errors.contains("Did you mean: restore"));
}

void HelpTest::pages_data()
{
    QTest::addColumn<QByteArray>("command");
    for (const Console::Command *command : Console::commands())
        QTest::newRow(command->name) << QByteArray(command->name);
}

void HelpTest::pages()
{
    QFETCH(QByteArray, command);
    const Console::Command *known = Console::commandNamed(command);
    const ConsoleRun help = runConsole({"help", command});
    QCOMPARE(help.exitCode, 0);
    QCOMPARE(runConsole({command, "--help"}).output, help.output);
    QCOMPARE(runConsole({"-h", command}).output, help.output);
    for (const char *title : {"NAME", "SYNOPSIS", "DESCRIPTION", "SHARED OPTIONS", "EXIT CODES",
                              "EXAMPLES", "SEE ALSO"})
        QVERIFY2(help.output.contains(QByteArray(QByteArray("\n") + title + '\n')) ||
                     help.output.startsWith(QByteArray(QByteArray(title) + '\n')),
                 title);
    for (const Console::OptionDescription &option : Console::optionTable()) {
        const QByteArray usage = QByteArray("--") + option.name;
        const QByteArray letter = '-' + QByteArray(1, option.letter) + ',';
        bool isListed = false;
        for (const QByteArray &line : help.output.split('\n')) {
            // "-q, --quiet" or "--match PATTERN"
            const QByteArrayList words = line.trimmed().split(' ');
            isListed |= words.first() == usage || (words.first() == letter && words.at(1) == usage);
        }
        QCOMPARE(isListed, known->hasOption(option.name));
    }
    for (const Console::Command::Example &example : known->examples)
        QVERIFY2(help.output.contains(example.words), example.words);
    for (const QByteArray &other : QByteArray(known->seeAlso).split(' '))
        QVERIFY2(Console::commandNamed(other) != nullptr, other.constData());
    for (const QByteArray &line : help.output.split('\n'))
        QVERIFY2(QString::fromUtf8(line).size() < 80 || line.contains("anki-sync-adminctl"),
                 line.constData());
}

void HelpTest::manualPage()
{
    const QByteArray page = readBytes(generated("anki-sync-adminctl.1"));
    QVERIFY(page.contains("Anki Sync Admin " SYNCADMIN_VERSION) && !page.contains('@'));
    for (const Console::Command *command : Console::commands()) {
        const QByteArray name = QByteArray(command->name).replace('-', "\\-");
        QVERIFY2(page.contains(QByteArray(QByteArray("\n.SS ") + name + ' ')), name.constData());
    }
    for (const Console::ExitCode &code : Console::exitCodes())
        QVERIFY2(page.contains(QByteArray(QByteArray("\n.B ") + code.code + '\n')), code.code);
}

void HelpTest::manualPageRenders()
{
    if (QStandardPaths::findExecutable(u"groff"_s).isEmpty())
        QSKIP("groff is not installed");
    QProcess groff;
    groff.start(u"groff"_s, {u"-man"_s, u"-Tutf8"_s, u"-P-cbou"_s, u"-ww"_s,
                             generated("anki-sync-adminctl.1")});
    QVERIFY(groff.waitForFinished());
    const QByteArray warnings = groff.readAllStandardError();
    QVERIFY2(warnings.isEmpty(), warnings.constData());
    QVERIFY(groff.readAllStandardOutput().contains("SHARED OPTIONS"));
}

void HelpTest::scriptsParse_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("file");
    QTest::newRow("bash") << u"bash"_s << u"anki-sync-adminctl.bash"_s;
    QTest::newRow("zsh") << u"zsh"_s << u"_anki-sync-adminctl"_s;
    QTest::newRow("fish") << u"fish"_s << u"anki-sync-adminctl.fish"_s;
}

void HelpTest::scriptsParse()
{
    QFETCH(QString, shell);
    QFETCH(QString, file);
    const QString path = generated(file.toLatin1().constData());
    const QByteArray script = readBytes(path);
    for (const Console::Command *command : Console::commands())
        QVERIFY2(script.contains(command->name), command->name);
    QVERIFY(script.contains("keep-media-files"));
    if (QStandardPaths::findExecutable(shell).isEmpty())
        QSKIP("this shell is not installed");
    QProcess process;
    process.start(shell, {u"-n"_s, path});
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void HelpTest::completedNames()
{
    const TreeSnapshot before = TreeSnapshot::of(dataRoot());
    const ConsoleRun users = runConsole({"__complete", "users", "--data-root", dataRoot()});
    QVERIFY(users.output.split('\n').contains("john.doe"));
    QCOMPARE(runConsole({"__complete", "restore-points", "--data-root", dataRoot()}).output, "");
    QCOMPARE(runConsole({"__complete", "users", "--data-root", "/nonexistent"}).text(), "");
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(dataRoot())), QStringList());
}

void HelpTest::bashCompletes_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("completed");
    QTest::newRow("command") << QByteArray("rese") << QByteArray("reset");
    QTest::newRow("own option") << QByteArray("reset --keep-m") << QByteArray("--keep-media-files");
    QTest::newRow("option of others") << QByteArray("list --keep-m") << QByteArray();
    QTest::newRow("user") << QByteArray("reset --data-root ROOT john") << QByteArray("john.doe");
    QTest::newRow("layout") << QByteArray("list --layout off") << QByteArray("official");
}

void HelpTest::bashCompletes()
{
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, completed);
    words.replace("ROOT", dataRoot());
    const QString script =
        u"PATH=\"$1:$PATH\"; . \"$2\"; COMP_WORDS=(anki-sync-adminctl $3); "
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _anki_sync_adminctl; printf '%s' \"${COMPREPLY[@]}\""_s;
    QProcess bash;
    bash.start(u"bash"_s, {u"-c"_s, script, u"bash"_s, QStringLiteral(SYNCADMIN_BIN),
                           generated("anki-sync-adminctl.bash"), QString::fromUtf8(words)});
    QVERIFY(bash.waitForFinished());
    QCOMPARE(bash.readAllStandardOutput(), completed);
    QCOMPARE(bash.readAllStandardError(), QByteArray());
}

void HelpTest::suggestions_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArray>("suggestion");
    QTest::newRow("command") << QByteArrayList{"lsit"} << QByteArray("Did you mean: list?");
    QTest::newRow("capitals") << QByteArrayList{"Analyze"} << QByteArray("Did you mean: analyze?");
    QTest::newRow("part") << QByteArrayList{"points"}
                          << QByteArray("Did you mean: restore-points?");
    QTest::newRow("option") << QByteArrayList{"list", "--jsno"}
                            << QByteArray("Did you mean: --json?");
    QTest::newRow("option of the command")
        << QByteArrayList{"reset", "x", "--mach=y"} << QByteArray("Did you mean: --match?");
    QTest::newRow("page") << QByteArrayList{"reset", "--what"}
                          << QByteArray("Try: anki-sync-adminctl reset --help");
}

void HelpTest::suggestions()
{
    QFETCH(QByteArrayList, words);
    QFETCH(QByteArray, suggestion);
    const ConsoleRun run = runConsole(words);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.output, QByteArray());
    QVERIFY2(run.errors.contains(suggestion), run.errors.constData());
}

void HelpTest::oldNames_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArray>("now");
    QTest::newRow("recover") << QByteArrayList{"recover", "--yes"} << QByteArray("Use: resume\n");
    QTest::newRow("recover --set-aside")
        << QByteArrayList{"recover", "--set-aside"} << QByteArray("Use: resume\n");
    QTest::newRow("resume --set-aside")
        << QByteArrayList{"resume", "--set-aside"} << QByteArray("Use: --bring-back\n");
    QTest::newRow("purge") << QByteArrayList{"purge", "--all", "--yes"}
                           << QByteArray("Use: delete\n");
    QTest::newRow("sessions --revoke") << QByteArrayList{"sessions", "--revoke", "alice", "--yes"}
                                       << QByteArray("Use: sign-out USER\n");
    QTest::newRow("analyze --check")
        << QByteArrayList{"analyze", "alice", "--check"} << QByteArray("Use: --full\n");
}

void HelpTest::oldNames()
{
    QFETCH(QByteArrayList, words);
    QFETCH(QByteArray, now);
    const TreeSnapshot before = TreeSnapshot::of(dataRoot());
    const ConsoleRun run = runConsole(words + QByteArrayList{"--data-root", dataRoot()});
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.errors.contains(now), run.errors.constData());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(dataRoot())), QStringList());
}

void HelpTest::namesThatLookLikeSomethingElse_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"[alice,zoe]", "[alice]", "{}", "%%", "list", "reset", "a=b", "a,b",
                             "\xff", "-", "anki-sync-adminctl.list"})
        QTest::newRow(name) << QByteArray(name);
    QTest::newRow("an option") << QByteArray("--yes");
    QTest::newRow("dashes") << QByteArray("--");
    QTest::newRow("a number") << QByteArray("-1");
}

// The parser splits none of these names and takes none for an option.
void HelpTest::namesThatLookLikeSomethingElse()
{
    QFETCH(QByteArray, name);
    const TemporaryRoot root;
    QVERIFY(QDir().mkpath(root / u"collections"_s));
    const QByteArray path = root.bytes() + "/collections/" + name;
    QCOMPARE(::mkdir(path.constData(), 0700), 0);
    // QFile keeps no bytes that are not UTF-8.
    const QByteArray file = path + "/collection.anki2";
    QVERIFY(
        FileDescriptor(::open(file.constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)).isOpen());
    QByteArrayList words{"analyze", "--json", "--data-root", root.bytes()};
    if (name.startsWith('-') && name != "-")
        words += "--";
    const ConsoleRun run = runConsole(words + QByteArrayList{name});
    QVERIFY2(run.exitCode == 0, run.text().constData());
    QCOMPARE(run.output.count("\"type\":\"analysis\""), 1);
    const ConsoleRun none = runConsole({"analyze", "--data-root", root.bytes(), "--", name + 'x'});
    QCOMPARE(none.exitCode, 1);
}

QTEST_GUILESS_MAIN(HelpTest)
#include "tst_help.moc"
