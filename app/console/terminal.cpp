#include "terminal.h"

#include "base/text.h"

#include <QDeadlineTimer>

#include <unistd.h>

#include <cstdio>

namespace SyncAdmin::Console {

namespace {

constexpr qint64 redrawInterval = 100; // ms

void writeTo(std::FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

qint64 now()
{
    return QDeadlineTimer::current(Qt::CoarseTimer).deadline();
}

} // namespace

void print(const QString &text)
{
    writeTo(stdout, text.toUtf8());
}

void print(const QByteArray &bytes)
{
    writeTo(stdout, bytes);
}

void printError(const QString &text)
{
    writeTo(stderr, "ERROR - " + text.toUtf8() + '\n');
}

void printPrompt(const QString &text)
{
    writeTo(stderr, text.toUtf8());
}

void printHint(const QString &text)
{
    writeTo(stderr, text.toUtf8() + '\n');
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
        writeTo(stderr, "\r\x1b[K");
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
    writeTo(stderr, "\r" + (text + QLatin1Char(' ') + progress.what).toUtf8() + "\x1b[K");
}

} // namespace SyncAdmin::Console
