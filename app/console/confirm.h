#pragma once

#include <QString>

#include <stop_token>

namespace SyncAdmin::Console {

enum class Answer { Yes, No, Stopped };

// Asks on standard output, or on standard error while that carries JSON, and reads a line of
// standard input. Anything but "yes", the end of input included, is a No. A stop request ends the
// waiting.
Answer ask(const QString &question, bool asJson, const std::stop_token &stop);

} // namespace SyncAdmin::Console
