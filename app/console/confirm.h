#pragma once

#include <QString>

#include <stop_token>

namespace SyncAdmin::Console {

enum class Answer {
    Yes,
    No,      // anything but "yes"; also the end of a terminal's input
    NoInput, // standard input is no terminal and ends without any answer
    Unasked, // standard output could not be written, so that nothing was asked
    Stopped, // by a stop request
};

// Prints the question to standard error and reads a line from standard input.
Answer ask(const QString &question, const std::stop_token &stop);

} // namespace SyncAdmin::Console
