#pragma once

#include "base/result.h"
#include "base/task.h"

#include <QByteArray>
#include <QByteArrayList>

#include <chrono>

namespace SyncAdmin {

// One run of another program of this machine: found in the absolute folders of PATH, started
// without a shell, in its own session, with nothing to read, LC_ALL=C and else this process's
// environment.
struct ToolCall
{
    QByteArray program; // "docker"
    QByteArrayList arguments;
    std::chrono::milliseconds limit = std::chrono::seconds(10);
    qint64 maxOutput = 16 * 1024 * 1024; // bytes of its standard output
};

// Why a program gave no answer.
struct ToolFailure
{
    enum class Kind {
        NotInstalled,
        NotStarted,    // words: the system's
        TimedOut,      // and was killed
        TooMuchOutput, // and was killed
        Failed,        // exitCode; words: the first line of its standard error
        Crashed,
        Stopped, // the task was, and the program was killed
    };

    Kind kind = Kind::Failed;
    QByteArray program;
    int exitCode = 0;
    QString words;                      // as displayText() shows them
    std::chrono::milliseconds limit{0}; // of TimedOut
    qint64 maxOutput = 0;               // of TooMuchOutput

    // External, or Cancelled where the task was stopped.
    Error error() const;
};

// What the program wrote to its standard output, once it has ended with exit code 0. Never takes
// longer than the call's limit; what the program left running in the background is left alone, but
// of a program that has to be killed its whole session. Any thread.
tl::expected<QByteArray, ToolFailure> runTool(const ToolCall &call, const Task &task);

// Whether PATH has it.
bool isInstalled(const QByteArray &program);

} // namespace SyncAdmin
