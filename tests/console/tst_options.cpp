#include "support/consolerun.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include "base/filedescriptor.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <stdlib.h>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

struct CommandLine
{
    QByteArray name;
    QByteArrayList words; // what makes it change something, where it can; ID is a restore point
    QByteArrayList options;
};

const QByteArrayList always{"--help", "--version", "--verbose"};
const QByteArrayList ofDataRoots{"--data-root", "--container", "--layout", "--json"};
const QByteArrayList ofChanges{"--dry-run", "--confirm", "--yes"};

// Said once more, independently of the program.
QList<CommandLine> commandLines()
{
    return {
        {"roots", {"roots"}, {"--json"}},
        {"list", {"list"}, ofDataRoots + QByteArrayList{"--jobs"}},
        {"analyze", {"analyze", "alice"}, ofDataRoots + QByteArrayList{"--jobs", "--check"}},
        {"reset",
         {"reset", "alice", "--yes"},
         ofDataRoots + ofChanges +
             QByteArrayList{"--jobs", "--keep-media-files", "--collection-only", "--media-only",
                            "--no-restore-point", "--server-stopped", "--stop-server", "--match"}},
        {"restore",
         {"restore", "ID", "--yes"},
         ofDataRoots + ofChanges + QByteArrayList{"--server-stopped", "--stop-server"}},
        {"restore-points", {"restore-points"}, ofDataRoots},
        {"verify", {"verify", "ID"}, ofDataRoots},
        {"purge",
         {"purge", "ID", "--yes"},
         ofDataRoots + ofChanges + QByteArrayList{"--older-than", "--all"}},
        {"recover",
         {"recover", "--yes"},
         ofDataRoots + ofChanges + QByteArrayList{"--server-stopped", "--set-aside"}},
        {"sessions", {"sessions"}, ofDataRoots + QByteArrayList{"--revoke"}},
        {"sessions --revoke",
         {"sessions", "--revoke", "alice", "--yes"},
         ofDataRoots + ofChanges +
             QByteArrayList{"--revoke", "--no-restore-point", "--server-stopped", "--stop-server"}},
        {"history", {"history"}, ofDataRoots},
        {"demo", {"demo", "FOLDER"}, {}},
    };
}

// All that --help names, with a value where one is needed.
QList<QByteArrayList> allOptions()
{
    QList<QByteArrayList> options;
    for (const QByteArray &line : runConsole({"--help"}).output.split('\n')) {
        if (!line.startsWith("  --"))
            continue;
        const QByteArrayList words = line.simplified().split(' ');
        QByteArrayList option{words.at(0)};
        if (words.at(0) == "--layout")
            option += "community";
        else if (words.at(0) == "--jobs")
            option += "2";
        else if (words.at(0) == "--older-than")
            option += "1h";
        else if (words.at(1) == words.at(1).toUpper())
            option += "test-*";
        options.append(option);
    }
    return options;
}

} // namespace

// Which options each command accepts: those that it uses, by their whole names.
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
    void answersOfAPerson_data();
    void answersOfAPerson();

private:
    QByteArrayList wordsOf(const CommandLine &line) const;
    TreeSnapshot now() const { return TreeSnapshot::of(m_root.path()); }
    QByteArray dataRoot() const { return m_root.bytes() + "/data"; }

    TemporaryRoot m_root;
    QByteArray m_point;
    QList<QByteArrayList> m_options;
};

void OptionsTest::initTestCase()
{
    qunsetenv("ANKI_SYNC_ADMIN_DATA_ROOT");
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
    QCOMPARE(runConsole({"reset", "john.doe", "--yes", "--data-root", dataRoot()}).exitCode, 0);
    const ConsoleRun points = runConsole({"restore-points", "--data-root", dataRoot()});
    m_point = points.output.split('\n').at(1).split('\t').first();
    QVERIFY(m_point.endsWith("-john.doe"));
    m_options = allOptions();
    QVERIFY(m_options.size() >= 20);
}

QByteArrayList OptionsTest::wordsOf(const CommandLine &line) const
{
    QByteArrayList words;
    for (const QByteArray &word : line.words) {
        if (word == "ID")
            words += m_point;
        else if (word == "FOLDER")
            words += m_root.bytes() + "/new";
        else
            words += word;
    }
    if (line.options.contains("--data-root"))
        words += {"--data-root", dataRoot()};
    return words;
}

void OptionsTest::optionsOfOthers_data()
{
    QTest::addColumn<int>("index");
    const QList<CommandLine> lines = commandLines();
    for (int i = 0; i < lines.size(); ++i)
        QTest::newRow(lines.at(i).name) << i;
}

void OptionsTest::optionsOfOthers()
{
    QFETCH(int, index);
    const CommandLine line = commandLines().at(index);
    const TreeSnapshot before = now();
    for (const QByteArrayList &option : std::as_const(m_options)) {
        if (always.contains(option.first()) || line.options.contains(option.first()))
            continue;
        const ConsoleRun run = runConsole(wordsOf(line) + option);
        const QByteArray text = option.first() + QByteArray(": ") + run.text();
        QVERIFY2(run.exitCode == 2 && run.output.isEmpty(), text.constData());
        QVERIFY2(text.contains(QByteArray("option " + option.first())), text.constData());
    }
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

// Whatever the command makes of it where there is no data root.
void OptionsTest::ownOptions()
{
    QFETCH(int, index);
    const CommandLine line = commandLines().at(index);
    for (const QByteArrayList &option : std::as_const(m_options)) {
        if (!line.options.contains(option.first()))
            continue;
        QByteArrayList words = line.words + option;
        if (line.options.contains("--data-root") && option.first() != "--container" &&
            option.first() != "--data-root")
            words += {"--data-root", "/nonexistent"};
        const ConsoleRun run = runConsole(words);
        const QByteArray text = option.first() + QByteArray(": ") + run.text();
        QVERIFY2(run.exitCode >= 0 && !text.contains("option --"), text.constData());
    }
}

void OptionsTest::abbreviations()
{
    const TreeSnapshot before = now();
    const auto isWhole = [this](const QByteArray &word) {
        return std::any_of(m_options.begin(), m_options.end(),
                           [&word](const QByteArrayList &each) { return each.first() == word; });
    };
    for (const QByteArrayList &option : std::as_const(m_options)) {
        for (const qsizetype length : {qsizetype(4), option.first().size() - 1}) {
            QByteArrayList words{"reset", "alice", "--data-root", dataRoot()};
            QByteArrayList shortened = option;
            shortened.first().truncate(length);
            if (isWhole(shortened.first()))
                continue;
            if (option.first() != "--yes")
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

// A reset names the command that recovers, which has other options than the reset.
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
    QTest::newRow("purge") << u"</dev/null"_s << QByteArrayList{"purge", "ID"};
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

void OptionsTest::answersOfAPerson_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("no") << QByteArray("no\n");
    QTest::newRow("nothing") << QByteArray("\n");
    QTest::newRow("Ctrl-D") << QByteArray("\x04");
}

// At a terminal.
void OptionsTest::answersOfAPerson()
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
    while (!output.contains("to confirm): ") && process.waitForReadyRead())
        output += process.readAllStandardOutput();
    QCOMPARE(::write(terminal.get(), answer.constData(), static_cast<size_t>(answer.size())),
             answer.size());
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardError().contains("Cancelled: no changes were made."));
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
