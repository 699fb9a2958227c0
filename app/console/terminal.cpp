#include "terminal.h"

#include "command.h"

#include "base/text.h"

#include <QDeadlineTimer>

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace SyncAdmin::Console {

namespace {

constexpr qint64 redrawInterval = 100; // ms

int outputError = 0; // the errno of the first failure on standard output
bool endsOnOutputError = false;

// 0, or the errno of what failed.
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
    printError(QStringLiteral("Cannot write to standard output: ") + systemText(outputError));
}

qint64 now()
{
    return QDeadlineTimer::current(Qt::CoarseTimer).deadline();
}

} // namespace

void print(const QString &text)
{
    print(text.toUtf8());
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
    // Some file systems report only here that they have no room.
    if (::close(STDOUT_FILENO) != 0 && outputError == 0)
        outputError = errno;
    if (outputError == 0)
        return true;
    printOutputError();
    return false;
}

void printError(const QString &text)
{
    writeTo(STDERR_FILENO, "ERROR - " + text.toUtf8() + '\n');
}

void printPrompt(const QString &text)
{
    writeTo(STDERR_FILENO, text.toUtf8());
}

void printHint(const QString &text)
{
    writeTo(STDERR_FILENO, text.toUtf8() + '\n');
}

bool outputIsTerminal()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

ProgressLine::ProgressLine(QString verb)
    : m_verb(std::move(verb)), m_isTerminal(::isatty(STDERR_FILENO) == 1), m_last(now())
{}

ProgressLine::~ProgressLine()
{
    if (m_shown)
        writeTo(STDERR_FILENO, "\r\x1b[K");
}

void ProgressLine::show(const Progress &progress)
{
    if (!m_isTerminal || now() - m_last < redrawInterval)
        return;
    m_last = now();
    m_shown = true;
    QString text = m_verb + QLatin1Char(' ') + groupedNumber(progress.done);
    if (progress.total > 0)
        text += QStringLiteral(" of ") + groupedNumber(progress.total);
    writeTo(STDERR_FILENO, "\r" + (text + QLatin1Char(' ') + progress.what).toUtf8() + "\x1b[K");
}

} // namespace SyncAdmin::Console
