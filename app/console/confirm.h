#pragma once

#include <QString>

#include <stop_token>

namespace SyncAdmin::Console {

enum class Answer {
    Yes,
    No,      // anything but "yes"; also the end of a terminal's input
    NoInput, // standard input is no terminal and ends without any answer
    Unasked, // what it is about could not be written to standard output
    Stopped, // a stop request ended the waiting
};

// Asks on standard error, and reads a line of standard input.
Answer ask(const QString &question, const std::stop_token &stop);

} // namespace SyncAdmin::Console
