#include "confirm.h"

#include "terminal.h"

#include <poll.h>
#include <unistd.h>

#include <QByteArray>

#include <cerrno>

namespace SyncAdmin::Console {

namespace {

constexpr int pollInterval = 50;  // ms
constexpr qsizetype maxLine = 64; // bytes of an answer that are compared

} // namespace

Answer ask(const QString &question, const std::stop_token &stop)
{
    if (hasOutputError())
        return Answer::Unasked;
    printPrompt(question + QStringLiteral(" (type 'yes' to confirm): "));
    // Byte by byte, because what follows the line belongs to the next reader of standard input.
    QByteArray line;
    for (;;) {
        pollfd input = {STDIN_FILENO, POLLIN, 0};
        const int ready = ::poll(&input, 1, pollInterval);
        if (stop.stop_requested())
            return Answer::Stopped;
        if (ready <= 0)
            continue;
        char byte = 0;
        const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got == 1 && byte != '\n') {
            if (line.size() < maxLine)
                line += byte;
            continue;
        }
        const bool isTerminal = ::isatty(STDIN_FILENO) == 1;
        if (!isTerminal)
            printPrompt(QStringLiteral("\n"));
        if (got != 1 && line.isEmpty() && !isTerminal)
            return Answer::NoInput;
        return line.trimmed() == "yes" ? Answer::Yes : Answer::No;
    }
}

} // namespace SyncAdmin::Console
