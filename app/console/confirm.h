#pragma once

#include <QString>

#include <stop_token>

namespace SyncAdmin::Console {

enum class Answer {
    Yes,
    No,      // anything but "yes"; also the end of a terminal's input
    NoInput, // standard input is no terminal and ends without any answer
    Unasked, // the question could not be written
    Stopped, // a stop request ended the waiting
};

// Asks on standard output, or on standard error while that carries JSON, and reads a line of
// standard input.
Answer ask(const QString &question, bool asJson, const std::stop_token &stop);

} // namespace SyncAdmin::Console
