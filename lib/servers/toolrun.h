#pragma once

#include "base/result.h"
#include "base/task.h"

#include <QByteArray>
#include <QByteArrayList>

#include <chrono>

namespace SyncAdmin {

// A call of another program of this machine. The program is searched in the absolute folders of
// PATH, and started without a shell, in its own session, with empty standard input and with
// LC_ALL=C; the rest of the environment is this process's.
struct ToolCall
{
    QByteArray program; // "docker"
    QByteArrayList arguments;
    std::chrono::milliseconds limit = std::chrono::seconds(10);
    qint64 maxOutput = 16 * 1024 * 1024; // bytes of standard output
};

// Why a program gave no result.
struct ToolFailure
{
    enum class Kind {
        NotInstalled,
        NotStarted,    // words: the system's message
        TimedOut,      // and was killed at the limit
        TooMuchOutput, // and was killed for it
        Failed,        // exitCode; words: the first line of standard error
        Crashed,
        Stopped, // the task was cancelled and the program killed
    };

    Kind kind = Kind::Failed;
    QByteArray program;
    int exitCode = 0;
    QString words;                      // as displayText() shows them
    std::chrono::milliseconds limit{0}; // of TimedOut
    qint64 maxOutput = 0;               // of TooMuchOutput

    // External, or Cancelled if the task was cancelled.
    Error error() const;
};

// Runs a program and returns its standard output if it exits with 0. Returns within the call's
// limit. Background processes that the program left are not touched, but if the program has to be
// killed, so is its whole session. Thread-safe.
tl::expected<QByteArray, ToolFailure> runTool(const ToolCall &call, const Task &task);

// Whether PATH has this program.
bool isInstalled(const QByteArray &program);

} // namespace SyncAdmin
