#include "terminal.h"

#include "exitcode.h"
#include "outcome.h"
#include "tableprinter.h"

#include "base/text.h"

#include <QDeadlineTimer>
#include <QStringList>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace SyncAdmin::Console {

namespace {

constexpr qint64 redrawInterval = 100; // ms

bool isQuiet = false;
bool showsProgress = true;
Options::Color wantedColor = Options::Color::Auto;
int outputError = 0; // the errno of the first failure on standard output
bool endsOnOutputError = false;

// Returns 0 or errno.
int writeTo(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written =
            ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written >= 0) {
            done += written;
        } else if (errno == EAGAIN) {
            pollfd event{descriptor, POLLOUT, 0};
            ::poll(&event, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

void printOutputError()
{
    writeTo(STDERR_FILENO,
            "ERROR - Cannot write to standard output: " + systemText(outputError).toUtf8() + '\n');
}

qint64 now()
{
    return QDeadlineTimer::current(Qt::CoarseTimer).deadline();
}

bool isTerminal(int descriptor)
{
    return ::isatty(descriptor) == 1;
}

bool isDumb()
{
    return qgetenv("TERM") == "dumb";
}

bool usesColor(int descriptor)
{
    if (wantedColor != Options::Color::Auto)
        return wantedColor == Options::Color::Always;
    return isTerminal(descriptor) && qEnvironmentVariableIsEmpty("NO_COLOR") && !isDumb();
}

QByteArray colored(const QByteArray &text, const char *code)
{
    return QByteArray("\x1b[") + code + 'm' + text + "\x1b[0m";
}

// Headings are bold. The marks of success, failure and warnings are colored.
QByteArray coloredLine(const QByteArray &line)
{
    constexpr auto bold = "1";
    constexpr auto red = "31";
    constexpr auto green = "32";
    constexpr auto yellow = "33";
    if (line.startsWith("=== "))
        return colored(line, bold);
    for (const auto &[mark, code] : {std::pair("  ✓", green), {"  ✗", red}, {"  !", yellow}}) {
        if (line.startsWith(mark))
            return colored(mark, code) + line.mid(static_cast<qsizetype>(std::strlen(mark)));
    }
    return line;
}

int terminalWidth()
{
    constexpr int usualWidth = 80;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const int columns = qEnvironmentVariableIntValue("COLUMNS");
    return columns > 0 ? columns : usualWidth;
}

} // namespace

void configureOutput(const Options &options)
{
    isQuiet = options.quiet;
    showsProgress = !options.quiet && !options.noProgress;
    wantedColor = options.color;
}

void print(const QString &text)
{
    if (!usesColor(STDOUT_FILENO)) {
        print(text.toUtf8());
        return;
    }
    QByteArrayList lines = text.toUtf8().split('\n');
    for (QByteArray &line : lines)
        line = coloredLine(line);
    print(lines.join('\n'));
}

void print(const TextTable &table)
{
    if (!outputIsTerminal()) {
        print(table.tabSeparated().toUtf8());
        return;
    }
    const QByteArray text = alignedTable(table, terminalWidth()).toUtf8();
    const qsizetype head = text.indexOf('\n');
    print(usesColor(STDOUT_FILENO) ? colored(text.left(head), "1") + text.mid(head) : text);
}

void print(const QByteArray &bytes)
{
    if (outputError == 0)
        outputError = writeTo(STDOUT_FILENO, bytes);
    if (outputError == 0 || !endsOnOutputError)
        return;
    printOutputError();
    ::_exit(static_cast<int>(Exit::Failed));
}

void endOnOutputError()
{
    endsOnOutputError = true;
}

bool hasOutputError()
{
    return outputError != 0;
}

bool finishOutput()
{
    // Some file systems report a full disk only here.
    if (::close(STDOUT_FILENO) != 0 && outputError == 0)
        outputError = errno;
    if (outputError == 0)
        return true;
    printOutputError();
    return false;
}

void printError(const Error &error)
{
    recordError(error);
    const QByteArray mark = "ERROR";
    writeTo(STDERR_FILENO, (usesColor(STDERR_FILENO) ? colored(mark, "31") : mark) + " - " +
                               error.message().toUtf8() + '\n');
}

void printPrompt(const QString &text)
{
    writeTo(STDERR_FILENO, text.toUtf8());
}

void printHint(const QString &text)
{
    if (isQuiet)
        return;
    writeTo(STDERR_FILENO, text.toUtf8() + '\n');
}

bool outputIsTerminal()
{
    return isTerminal(STDOUT_FILENO);
}

ProgressLine::ProgressLine(QString verb)
    : m_verb(std::move(verb)), m_isWanted(showsProgress && isTerminal(STDERR_FILENO) && !isDumb()),
      m_last(now())
{}

ProgressLine::~ProgressLine()
{
    if (m_isShown)
        writeTo(STDERR_FILENO, "\r\x1b[K");
}

void ProgressLine::show(const Progress &progress)
{
    if (!m_isWanted || now() - m_last < redrawInterval)
        return;
    m_last = now();
    m_isShown = true;
    QString text = m_verb + QLatin1Char(' ') + groupedNumber(progress.done);
    if (progress.total > 0)
        text += QStringLiteral(" of ") + groupedNumber(progress.total);
    writeTo(STDERR_FILENO, "\r" + (text + QLatin1Char(' ') + progress.what).toUtf8() + "\x1b[K");
}

} // namespace SyncAdmin::Console
