#include "support/consolerun.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include "base/filedescriptor.h"
#include "report/table.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// The differences between a terminal and a script: widths, colors, raw values, progress, times.
class TerminalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tablesFit_data();
    void tablesFit();
    void colors_data();
    void colors();
    void rawValues();
    void localTime();
    void quiet();

private:
    // Standard output and standard error of a run at a terminal that is this wide; empty: there is
    // no terminal.
    QByteArray atTerminal(const QString &command, int width,
                          const QString &environment = QString()) const;
    QByteArray dataRoot() const { return m_root.bytes() + "/data"; }

    TemporaryRoot m_root;
};

void TerminalTest::initTestCase()
{
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
}

QByteArray TerminalTest::atTerminal(const QString &command, int width,
                                    const QString &environment) const
{
    const FileDescriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!terminal.isOpen() || ::grantpt(terminal.get()) != 0 || ::unlockpt(terminal.get()) != 0)
        return {};
    const QString name = QString::fromLocal8Bit(::ptsname(terminal.get()));
    const FileDescriptor own(::open(name.toLocal8Bit().constData(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    winsize size{};
    size.ws_row = 24;
    size.ws_col = static_cast<unsigned short>(width);
    if (::ioctl(own.get(), TIOCSWINSZ, &size) != 0)
        return {};
    QProcess process;
    process.start(u"bash"_s,
                  {u"-c"_s,
                   u"export TERM=xterm; unset NO_COLOR; "_s + environment + u" exec \"$0\" "_s +
                       command + u" --data-root \"$1\" >\"$2\" 2>\"$2\" <\"$2\""_s,
                   QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                   QFile::decodeName(dataRoot()), name});
    QByteArray output;
    std::array<char, 4096> buffer{};
    const auto readAll = [&] {
        ssize_t got = 0;
        while ((got = ::read(terminal.get(), buffer.data(), buffer.size())) > 0)
            output.append(buffer.data(), got);
    };
    while (!process.waitForFinished(20) && process.state() == QProcess::Running)
        readAll();
    readAll();
    return output.replace("\r\n", "\n");
}

void TerminalTest::tablesFit_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("width");
    for (const int width : {200, 100, 80}) {
        QTest::addRow("list, %d", width) << u"list --no-progress"_s << width;
        QTest::addRow("sessions, %d", width) << u"sessions"_s << width;
    }
    QTest::addRow("list, 60") << u"list --no-progress"_s << 60;
    QTest::addRow("sessions, 30") << u"sessions"_s << 30;
}

void TerminalTest::tablesFit()
{
    QFETCH(QString, command);
    QFETCH(int, width);
    const QByteArray output = atTerminal(command + u" --color never"_s, width);
    if (output.isEmpty())
        QSKIP("no terminal can be made here");
    QVERIFY(output.startsWith("User") && output.contains("alice"));
    const QStringList lines = QString::fromUtf8(output).split(u'\n');
    for (const QString &line : lines)
        QVERIFY2(displayWidth(line) <= width, qPrintable(line));
    QCOMPARE(output.contains("USN"), width >= 100 && command.startsWith(u"list"_s));
    QCOMPARE(output.contains("Cards"), width >= 80 && command.startsWith(u"list"_s));
    QCOMPARE(output.contains("Problems"), command.startsWith(u"list"_s));
}

void TerminalTest::colors_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<bool>("isColored");
    QTest::newRow("terminal") << QString() << QString() << true;
    QTest::newRow("NO_COLOR") << QString() << u"NO_COLOR=1"_s << false;
    QTest::newRow("empty NO_COLOR") << QString() << u"NO_COLOR="_s << true;
    QTest::newRow("dumb") << QString() << u"TERM=dumb"_s << false;
    QTest::newRow("never") << u"--color never"_s << QString() << false;
    QTest::newRow("always") << u"--color=always"_s << u"NO_COLOR=1"_s << true;
    QTest::newRow("auto") << u"--color auto"_s << QString() << true;
}

void TerminalTest::colors()
{
    QFETCH(QString, options);
    QFETCH(QString, environment);
    QFETCH(bool, isColored);
    const QByteArray output = atTerminal(u"reset alice "_s + options, 100, environment);
    if (output.isEmpty())
        QSKIP("no terminal can be made here");
    QVERIFY(output.contains("=== DRY RUN MODE ==="));
    QCOMPARE(output.contains("\x1b["), isColored);
    const QByteArrayList words{"reset", "alice", "--data-root", dataRoot()};
    QVERIFY(!runConsole(words).output.contains('\x1b'));
    QVERIFY(runConsole(words + QByteArrayList{"--color", "always"}).output.contains('\x1b'));
}

void TerminalTest::rawValues()
{
    const QByteArray output = runConsole({"list", "--data-root", dataRoot()}).output;
    const QByteArrayList titles = output.split('\n').first().split('\t');
    for (const QByteArray &line : output.split('\n').mid(1)) {
        if (line.isEmpty())
            continue;
        const QByteArrayList cells = line.split('\t');
        QCOMPARE(cells.size(), titles.size());
        for (const char *number : {"Cards", "Notes", "USN", "Media", "Size"}) {
            const QByteArray cell = cells.at(titles.indexOf(number));
            bool isNumber = cell.isEmpty();
            if (!isNumber)
                cell.toLongLong(&isNumber);
            QVERIFY2(isNumber, line.constData());
        }
        const QByteArray time = cells.at(titles.indexOf("Last sync (UTC)"));
        static const QRegularExpression iso(u"^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)?$"_s);
        QVERIFY2(iso.match(QString::fromUtf8(time)).hasMatch(), time.constData());
    }
}

void TerminalTest::localTime()
{
    qputenv("TZ", "Asia/Tokyo");
    const ConsoleRun local = runConsole({"list", "--local-time", "--data-root", dataRoot()});
    const ConsoleRun universal = runConsole({"list", "--data-root", dataRoot()});
    qputenv("TZ", "UTC");
    QVERIFY2(local.output.contains("\tLast sync\t") && local.output.contains("+09:00"),
             local.output.constData());
    QVERIFY(universal.output.contains("\tLast sync (UTC)\t") && !universal.output.contains("+09"));
}

void TerminalTest::quiet()
{
    const ConsoleRun loud = runConsole({"analyze", "jon.doe", "--data-root", dataRoot()});
    QVERIFY(loud.errors.contains("Did you mean"));
    for (const char *option : {"--quiet", "-q"}) {
        const ConsoleRun run =
            runConsole({"analyze", "jon.doe", option, "--data-root", dataRoot()});
        QCOMPARE(run.errors.count('\n'), 1);
        QVERIFY(run.errors.startsWith("ERROR - "));
    }
}

QTEST_GUILESS_MAIN(TerminalTest)
#include "tst_terminal.moc"
