#include "confirm.h"

#include "terminal.h"

#include <poll.h>
#include <unistd.h>

#include <QByteArray>

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
        const bool got = ::read(STDIN_FILENO, &byte, 1) == 1;
        if (got && byte != '\n') {
            if (line.size() < longestLine)
                line += byte;
            continue;
        }
        if (::isatty(STDIN_FILENO) != 1 && !asJson)
            print(QStringLiteral("\n"));
        return line.trimmed() == "yes" ? Answer::Yes : Answer::No;
    }
}

} // namespace SyncAdmin::Console
