#include "support/consolerun.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include "base/filedescriptor.h"
#include "console/command.h"
#include "console/optiontable.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <QMap>

#include <fcntl.h>
#include <stdlib.h>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

// The arguments that make a command change something; ID is a restore point. They are repeated here
// so that a new command needs a decision.
const QMap<QByteArray, QByteArrayList> changingWords{
    {"roots", {}},
    {"list", {}},
    {"analyze", {"alice"}},
    {"reset", {"alice", "--yes"}},
    {"restore", {"ID", "--yes"}},
    {"restore-points", {}},
    {"verify", {"ID"}},
    {"history", {}},
    {"resume", {"--yes"}},
    {"delete", {"ID", "--yes"}},
    {"prune", {"--keep-last", "0", "--yes"}},
    {"sessions", {}},
    {"sign-out", {"alice", "--yes"}},
    {"demo", {"FOLDER"}},
    {"help", {}},
    {"version", {}},
};

// With a value where one is needed.
QByteArrayList wordsOf(const Console::OptionDescription &option)
{
    const QMap<QByteArray, QByteArray> values{{"layout", "community"}, {"jobs", "2"},
                                              {"older-than", "1h"},    {"keep-within", "1h"},
                                              {"keep-last", "1"},      {"color", "never"}};
    QByteArrayList words{QByteArray("--") + option.name};
    if (option.argument != nullptr)
        words += values.value(option.name, "test-*");
    return words;
}

} // namespace

// Each command accepts only the options that it uses, by their whole names.
class OptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void optionsOfOthers_data();
    void optionsOfOthers();
    void ownOptions_data() { optionsOfOthers_data(); }
    void ownOptions();
    void abbreviations();
    void wrongForms_data();
    void wrongForms();
    void suggestedCommandsAreAccepted();
    void noInput_data();
    void noInput();
    void answersAtATerminal_data();
    void answersAtATerminal();

private:
    QByteArrayList changing(const QByteArray &command) const;
    TreeSnapshot now() const { return TreeSnapshot::of(m_root.path()); }
    QByteArray dataRoot() const { return m_root.bytes() + "/data"; }

    TemporaryRoot m_root;
    QByteArray m_point;
};

void OptionsTest::initTestCase()
{
    qunsetenv("ANKI_SYNC_ADMIN_DATA_ROOT");
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
    QCOMPARE(runConsole({"reset", "john.doe", "--yes", "--data-root", dataRoot()}).exitCode, 0);
    const ConsoleRun points = runConsole({"restore-points", "--data-root", dataRoot()});
    m_point = points.output.split('\n').at(1).split('\t').first();
    QVERIFY(m_point.endsWith("-john.doe"));
    QVERIFY(Console::optionTable().size() >= 20);
}

// A command line that would change something without the words that a test adds.
QByteArrayList OptionsTest::changing(const QByteArray &command) const
{
    QByteArrayList words{command};
    for (const QByteArray &word : changingWords.value(command)) {
        if (word == "ID")
            words += m_point;
        else if (word == "FOLDER")
            words += m_root.bytes() + "/new";
        else
            words += word;
    }
    if (Console::commandNamed(command)->usesDataRoot)
        words += {"--data-root", dataRoot()};
    return words;
}

void OptionsTest::optionsOfOthers_data()
{
    QTest::addColumn<QByteArray>("command");
    for (const Console::Command *command : Console::commands()) {
        QVERIFY2(changingWords.contains(command->name), command->name);
        QTest::newRow(command->name) << QByteArray(command->name);
    }
}

// Every command with every option of other commands: exit code 2, and nothing is done.
void OptionsTest::optionsOfOthers()
{
    QFETCH(QByteArray, command);
    const Console::Command *known = Console::commandNamed(command);
    const TreeSnapshot before = now();
    for (const Console::OptionDescription &option : Console::optionTable()) {
        if (known->hasOption(option.name))
            continue;
        // The same with the option before the command.
        if (option.isShared()) {
            const ConsoleRun first = runConsole(wordsOf(option) + changing(command));
            QVERIFY2(first.exitCode == 2 && first.output.isEmpty(), first.text().constData());
        }
        const ConsoleRun run = runConsole(changing(command) + wordsOf(option));
        const QByteArray text = QByteArray(option.name) + ": " + run.text();
        QVERIFY2(run.exitCode == 2 && run.output.isEmpty(), text.constData());
        QVERIFY2(text.contains(QByteArray(command + " has no option --" + option.name)),
                 text.constData());
        QVERIFY2(text.contains(QByteArray(QByteArray("--") + option.name + " is an option of: ")),
                 text.constData());
    }
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
    QVERIFY(!QFile::exists(m_root / u"new"_s));
}

// Its exit code without a data root does not matter here.
void OptionsTest::ownOptions()
{
    QFETCH(QByteArray, command);
    if (command == "demo")
        return; // needs no data root
    const Console::Command *known = Console::commandNamed(command);
    for (const Console::OptionDescription &option : Console::optionTable()) {
        const QByteArray name = option.name;
        if (!known->hasOption(name))
            continue;
        QByteArrayList words{command};
        // The option, and the arguments that the command needs.
        for (const QByteArray &word : changingWords.value(command)) {
            if (!word.startsWith("--") && !(command == "prune"))
                words += word;
        }
        words += wordsOf(option);
        if (known->usesDataRoot && name != "data-root" && name != "container")
            words += {"--data-root", "/nonexistent"};
        const ConsoleRun run = runConsole(words);
        const QByteArray text = name + ": " + run.text();
        QVERIFY2(run.exitCode >= 0 && !text.contains("option --"), text.constData());
    }
}

void OptionsTest::abbreviations()
{
    const TreeSnapshot before = now();
    for (const Console::OptionDescription &option : Console::optionTable()) {
        const QByteArrayList whole = wordsOf(option);
        for (const qsizetype length : {qsizetype(4), whole.first().size() - 1}) {
            QByteArrayList words{"reset", "alice", "--data-root", dataRoot()};
            QByteArrayList shortened = whole;
            shortened.first().truncate(length);
            if (Console::optionNamed(shortened.first().mid(2)) != nullptr)
                continue;
            if (whole.first() != "--yes")
                words += "--yes";
            const ConsoleRun run = runConsole(words + shortened);
            QVERIFY2(run.exitCode == 2 && run.errors.contains(shortened.first()),
                     run.text().constData());
        }
    }
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

void OptionsTest::wrongForms_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::newRow("value of a switch") << QByteArrayList{"--yes=no"};
    QTest::newRow("empty value of a switch") << QByteArrayList{"--yes="};
    QTest::newRow("one dash") << QByteArrayList{"-yes"};
    QTest::newRow("letters") << QByteArrayList{"-y"};
    QTest::newRow("no name") << QByteArrayList{"--=x"};
    QTest::newRow("empty pattern") << QByteArrayList{"--yes", "--match="};
    QTest::newRow("true of a switch") << QByteArrayList{"--yes=true"};
    QTest::newRow("empty value before a switch") << QByteArrayList{"--match=", "--yes"};
    QTest::newRow("twice") << QByteArrayList{"--yes", "--match", "a", "--match", "b"};
    QTest::newRow("one dash and more") << QByteArrayList{"--yes", "-vx"};
    QTest::newRow("three dashes") << QByteArrayList{"---yes"};
    QTest::newRow("no UTF-8") << QByteArrayList{"--yes", "--\xff"};
    QTest::newRow("root and container") << QByteArrayList{"--yes", "--container", "x"};
    QTest::newRow("two patterns") << QByteArrayList{"--yes", "--match=a*", "--match=b*"};
    QTest::newRow("two data roots") << QByteArrayList{"--yes", "--data-root", "elsewhere"};
    QTest::newRow("two scopes") << QByteArrayList{"--yes", "--media-only", "--collection-only"};
    QTest::newRow("media only, kept")
        << QByteArrayList{"--yes", "--media-only", "--keep-media-files"};
    QTest::newRow("collection only, kept")
        << QByteArrayList{"--yes", "--collection-only", "--keep-media-files"};
}

void OptionsTest::wrongForms()
{
    QFETCH(QByteArrayList, words);
    const TreeSnapshot before = now();
    const ConsoleRun run =
        runConsole(QByteArrayList{"reset", "alice", "--data-root", dataRoot()} + words);
    QVERIFY2(run.exitCode == 2, run.text().constData());
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

// The report of a reset suggests resume, which has other options than reset.
void OptionsTest::suggestedCommandsAreAccepted()
{
    const TemporaryRoot root;
    const QByteArray data = root.bytes() + "/data";
    QCOMPARE(runConsole({"demo", data}).exitCode, 0);
    QCOMPARE(runConsole({"reset", "alice", "--yes", "--data-root", data}).exitCode, 0);
    const ConsoleRun points = runConsole({"restore-points", "--data-root", data});
    const QByteArray id = points.output.split('\n').at(1).split('\t').first();
    const ConsoleRun path = runConsole({"restore-points", "--json", "--data-root", data});
    QVERIFY(path.output.contains(id));
    const QByteArray record = data + "/.anki-sync-admin/restore-points/" + id + "/committed.json";
    QVERIFY(QFile::remove(QFile::decodeName(record)));
    const ConsoleRun reset =
        runConsole({"reset", "--match", "te*", "--keep-media-files", "--no-restore-point",
                    "--stop-server", "--server-stopped", "--data-root", data});
    const QByteArray marker = "with: anki-sync-adminctl ";
    const qsizetype at = reset.errors.indexOf(marker);
    QVERIFY2(at >= 0, reset.text().constData());
    const QByteArray command =
        reset.errors.mid(at + marker.size(), reset.errors.indexOf('\n', at) - at - marker.size());
    QVERIFY2(command.contains("--server-stopped"), command.constData());
    const ConsoleRun recovered = runConsole(command.split(' '), "yes\n");
    QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
}

void OptionsTest::noInput_data()
{
    QTest::addColumn<QString>("input");
    QTest::addColumn<QByteArrayList>("words");
    const QByteArrayList reset{"reset", "alice"};
    QTest::newRow("closed") << u"<&-"_s << reset;
    QTest::newRow("/dev/null") << u"</dev/null"_s << reset;
    QTest::newRow("end of a pipe") << u"< <(true)"_s << reset;
    QTest::newRow("not to be read") << u"0>/dev/null"_s << reset;
    QTest::newRow("with JSON") << u"</dev/null"_s << reset + QByteArrayList{"--json"};
    QTest::newRow("several users")
        << u"</dev/null"_s << QByteArrayList{"reset", "--match", "test-*"};
    QTest::newRow("restore") << u"</dev/null"_s << QByteArrayList{"restore", "ID"};
    QTest::newRow("purge") << u"</dev/null"_s << QByteArrayList{"delete", "ID"};
}

void OptionsTest::noInput()
{
    QFETCH(QString, input);
    QFETCH(QByteArrayList, words);
    const TreeSnapshot before = now();
    QString script = QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl");
    for (const QByteArray &word : std::as_const(words))
        script += u" '"_s + QString::fromUtf8(word == "ID" ? m_point : word) + u'\'';
    script += u" --data-root '"_s + QFile::decodeName(dataRoot()) + u"' --confirm "_s + input;
    QProcess process;
    process.start(u"bash"_s, {u"-c"_s, script});
    QVERIFY(process.waitForFinished());
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 2, errors.constData());
    QVERIFY2(errors.contains("--yes"), errors.constData());
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

void OptionsTest::answersAtATerminal_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("no") << QByteArray("no\n");
    QTest::newRow("nothing") << QByteArray("\n");
    QTest::newRow("Ctrl-D") << QByteArray("\x04");
}

// At a terminal.
void OptionsTest::answersAtATerminal()
{
    QFETCH(QByteArray, answer);
    const TreeSnapshot before = now();
    const FileDescriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.isOpen() || ::grantpt(terminal.get()) != 0 || ::unlockpt(terminal.get()) != 0)
        QSKIP("no terminal can be made here");
    QProcess process;
    process.setStandardInputFile(QString::fromLocal8Bit(::ptsname(terminal.get())));
    process.start(
        QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
        {u"reset"_s, u"alice"_s, u"--confirm"_s, u"--data-root"_s, QFile::decodeName(dataRoot())});
    QByteArray output;
    process.setReadChannel(QProcess::StandardError);
    while (!output.contains("to confirm): ") && process.waitForReadyRead())
        output += process.readAllStandardError();
    QCOMPARE(::write(terminal.get(), answer.constData(), static_cast<size_t>(answer.size())),
             answer.size());
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    output += process.readAllStandardError();
    QVERIFY(output.contains("Cancelled: no changes were made."));
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
