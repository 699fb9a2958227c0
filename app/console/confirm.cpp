#include "confirm.h"

#include "terminal.h"

#include <poll.h>
#include <unistd.h>

#include <QByteArray>

#include <cerrno>

namespace SyncAdmin::Console {

namespace {

constexpr int pollInterval = 50;      // ms
constexpr qsizetype longestLine = 64; // bytes that can matter

} // namespace

Answer ask(const QString &question, bool asJson, const std::stop_token &stop)
{
    const QString text = question + QStringLiteral(" (type 'yes' to confirm): ");
    if (asJson)
        printPrompt(text);
    else
        print(text);
    if (hasOutputError())
        return Answer::Unasked;
    // Byte by byte: what follows the line belongs to whoever reads standard input next.
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
            if (line.size() < longestLine)
                line += byte;
            continue;
        }
        const bool isTerminal = ::isatty(STDIN_FILENO) == 1;
        if (!isTerminal && !asJson)
            print(QStringLiteral("\n"));
        if (got != 1 && line.isEmpty() && !isTerminal)
            return Answer::NoInput;
        return line.trimmed() == "yes" ? Answer::Yes : Answer::No;
    }
}

} // namespace SyncAdmin::Console
