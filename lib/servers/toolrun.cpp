#include "servers/toolrun.h"

#include "base/displayname.h"
#include "base/filedescriptor.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"

#include <QDeadlineTimer>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr auto pollInterval = 50ms; // between two checks of the stop token and the limit
constexpr qsizetype pieceSize = 64 * 1024;
constexpr qsizetype keptErrors = 64 * 1024;
constexpr qsizetype shownErrors = 300; // characters of the first line

// Skips relative folders of PATH, which depend on the current folder.
QByteArray pathOf(const QByteArray &program)
{
    for (const QByteArray &folder : qgetenv("PATH").split(':')) {
        if (!folder.startsWith('/'))
            continue;
        const QByteArray path = folder + '/' + program;
        struct stat status = {};
        if (::stat(path.constData(), &status) == 0 && S_ISREG(status.st_mode) &&
            ::access(path.constData(), X_OK) == 0)
            return path;
    }
    return {};
}

// The first line with content of a program's error output.
QString firstLine(const QByteArray &errors)
{
    for (const QByteArray &line : errors.split('\n')) {
        const QByteArray words = line.trimmed();
        if (words.isEmpty())
            continue;
        const QString shown = displayText(QString::fromUtf8(words.left(4 * shownErrors)));
        return shown.size() > shownErrors ? shown.left(shownErrors) + QStringLiteral("...") : shown;
    }
    return {};
}

// The strings of an argv or envp, with a null pointer at the end.
std::vector<char *> pointersTo(QByteArrayList &strings)
{
    std::vector<char *> pointers;
    for (QByteArray &string : strings)
        pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

QByteArrayList childEnvironment()
{
    QByteArrayList variables{"LC_ALL=C"};
    for (char **variable = environ; *variable != nullptr; ++variable) {
        if (std::strncmp(*variable, "LC_ALL=", 7) != 0)
            variables.append(*variable);
    }
    return variables;
}

// Both ends of a pipe.
struct Pipe
{
    FileDescriptor read;
    FileDescriptor write;

    bool open()
    {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        read = FileDescriptor(ends[0]);
        write = FileDescriptor(ends[1]);
        return true;
    }
};

// The data that the child needs between fork() and exec(), where it cannot allocate.
struct Start
{
    const char *path = nullptr;
    std::vector<char *> arguments;
    std::vector<char *> environment;
    int input = -1;
    int output = -1;
    int errors = -1;
    int failure = -1; // receives an errno if the start fails
};

// Runs in the child. Blocked signals would stay blocked in everything that the child starts,
// including a container's processes. With a session of its own the child gets no Ctrl-C and cannot
// ask for a password at the terminal.
[[noreturn]] void becomeProgram(const Start &start)
{
    ::setsid();
    restoreProcess();
    sigset_t none;
    sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    if (::chdir("/") == 0 && ::dup2(start.input, STDIN_FILENO) >= 0 &&
        ::dup2(start.output, STDOUT_FILENO) >= 0 && ::dup2(start.errors, STDERR_FILENO) >= 0)
        ::execve(start.path, start.arguments.data(), start.environment.data());
    const int number = errno;
    [[maybe_unused]] const auto written = ::write(start.failure, &number, sizeof number);
    ::_exit(127);
}

class Run
{
public:
    explicit Run(const ToolCall &call) : m_call(call) {}

    tl::expected<QByteArray, ToolFailure> result(const QByteArray &path, const Task &task)
    {
        // The rest of the limit is reserved for ending the program.
        const QDeadlineTimer deadline(m_call.limit - ending());
        if (const int number = start(path); number != 0)
            return failed(ToolFailure::Kind::NotStarted, systemText(number));
        while (!hasEnded()) {
            waitForEvent(pollInterval);
            readPieces();
            if (m_output.size() > m_call.maxOutput)
                return killed(ToolFailure::Kind::TooMuchOutput);
            if (task.stopRequested())
                return killed(ToolFailure::Kind::Stopped);
            if (deadline.hasExpired() && !hasEnded())
                return killed(ToolFailure::Kind::TimedOut);
        }
        while (readPieces() && m_output.size() <= m_call.maxOutput) {
        }
        return ended();
    }

private:
    std::chrono::milliseconds ending() const { return std::min(2000ms, m_call.limit / 4); }

    // Returns 0, or the errno of the failed call.
    int start(const QByteArray &path)
    {
        QByteArrayList arguments = QByteArrayList{m_call.program} + m_call.arguments;
        QByteArrayList environment = childEnvironment();
        Pipe output;
        Pipe errors;
        Pipe failure;
        const FileDescriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!input.isOpen() || !output.open() || !errors.open() || !failure.open())
            return errno;
        const Start start{path.constData(),   pointersTo(arguments), pointersTo(environment),
                          input.get(),        output.write.get(),    errors.write.get(),
                          failure.write.get()};
        m_process = ::fork();
        if (m_process == 0)
            becomeProgram(start);
        if (m_process < 0)
            return errno;
        m_outputPipe = std::move(output.read);
        m_errorPipe = std::move(errors.read);
        for (const FileDescriptor *pipe : {&m_outputPipe, &m_errorPipe})
            ::fcntl(pipe->get(), F_SETFL, O_NONBLOCK);
        m_handle = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, m_process, 0)));
        failure.write.reset();
        return startError(failure.read.get());
    }

    // exec() closes the other end.
    int startError(int failure)
    {
        pollfd event{failure, POLLIN, 0};
        int number = 0;
        if (::poll(&event, 1, static_cast<int>(m_call.limit.count())) <= 0)
            number = ETIMEDOUT;
        else if (::read(failure, &number, sizeof number) <= 0)
            return 0;
        end();
        return number;
    }

    // Waits for output, the end of the program, or the time. On kernels without process handles the
    // end is noticed a little later.
    void waitForEvent(std::chrono::milliseconds time) const
    {
        std::array<pollfd, 3> events{{{m_outputPipe.get(), POLLIN, 0},
                                      {m_errorPipe.get(), POLLIN, 0},
                                      {m_handle.get(), POLLIN, 0}}};
        const auto timeout =
            m_handle.isOpen() ? time : std::min<std::chrono::milliseconds>(time, 5ms);
        ::poll(events.data(), events.size(), static_cast<int>(timeout.count()));
    }

    // Reads at most one piece from each pipe, so that a fast writer cannot keep this loop from
    // stopping it. False if nothing more is to be kept.
    bool readPieces()
    {
        const qsizetype before = m_output.size() + m_errors.size();
        m_output += readPiece(m_outputPipe);
        m_errors += readPiece(m_errorPipe).left(keptErrors - m_errors.size());
        return m_output.size() + m_errors.size() > before;
    }

    static QByteArray readPiece(FileDescriptor &pipe)
    {
        if (!pipe.isOpen())
            return {};
        QByteArray piece(pieceSize, Qt::Uninitialized);
        const ssize_t size = ::read(pipe.get(), piece.data(), pieceSize);
        if (size == 0)
            pipe.reset();
        piece.truncate(std::max<ssize_t>(size, 0));
        return piece;
    }

    // Does not reap the process: until then its number is not reused.
    bool hasEnded() const
    {
        siginfo_t info = {};
        return ::waitid(P_PID, static_cast<id_t>(m_process), &info, WEXITED | WNOHANG | WNOWAIT) !=
                   0 ||
               info.si_pid != 0;
    }

    tl::expected<QByteArray, ToolFailure> ended()
    {
        int status = 0;
        const bool isKnown = ::waitpid(m_process, &status, WNOHANG) == m_process;
        if (m_output.size() > m_call.maxOutput)
            return failed(ToolFailure::Kind::TooMuchOutput, {});
        if (!isKnown || !WIFEXITED(status))
            return failed(ToolFailure::Kind::Crashed, firstLine(m_errors));
        if (WEXITSTATUS(status) != 0)
            return failed(ToolFailure::Kind::Failed, firstLine(m_errors), WEXITSTATUS(status));
        return m_output;
    }

    tl::unexpected<ToolFailure> failed(ToolFailure::Kind kind, const QString &words,
                                       int exitCode = 0) const
    {
        return tl::unexpected<ToolFailure>(
            {kind, m_call.program, exitCode, words, m_call.limit, m_call.maxOutput});
    }

    tl::unexpected<ToolFailure> killed(ToolFailure::Kind kind)
    {
        end();
        return failed(kind, {});
    }

    // A process that waits for a dead disk survives even SIGKILL, and is left running.
    void end()
    {
        m_outputPipe.reset();
        m_errorPipe.reset();
        for (const int signal : {SIGTERM, SIGKILL}) {
            ::kill(-m_process, signal);
            const QDeadlineTimer deadline(ending() / 2);
            while (!hasEnded() && !deadline.hasExpired())
                waitForEvent(std::chrono::milliseconds(deadline.remainingTime()));
        }
        ::waitpid(m_process, nullptr, WNOHANG);
    }

    const ToolCall &m_call;
    pid_t m_process = -1;    // also the number of its session
    FileDescriptor m_handle; // becomes readable when the process ends
    FileDescriptor m_outputPipe;
    FileDescriptor m_errorPipe;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace

Error ToolFailure::error() const
{
    QString detail;
    switch (kind) {
    case Kind::NotInstalled:
        detail = QStringLiteral("not installed");
        break;
    case Kind::NotStarted:
        detail = QStringLiteral("cannot be started: ") + words;
        break;
    case Kind::TimedOut:
        detail = QStringLiteral("did not finish within %1 s").arg(double(limit.count()) / 1000);
        break;
    case Kind::TooMuchOutput:
        detail = QStringLiteral("wrote more than ") + sizeText(maxOutput);
        break;
    case Kind::Failed:
        detail = words.isEmpty() ? QStringLiteral("failed with exit code %1").arg(exitCode) : words;
        break;
    case Kind::Crashed:
        detail = QStringLiteral("crashed");
        break;
    case Kind::Stopped:
        return {Error::Code::Cancelled, {}, {}};
    }
    return {Error::Code::External, displayName(program), detail};
}

tl::expected<QByteArray, ToolFailure> runTool(const ToolCall &call, const Task &task)
{
    const QByteArray path = pathOf(call.program);
    if (path.isEmpty())
        return tl::unexpected<ToolFailure>(
            {ToolFailure::Kind::NotInstalled, call.program, 0, {}, {}, 0});
    auto result = Run(call).result(path, task);
    if (result)
        qCDebug(logServer).noquote() << displayName(path) << displayName(call.arguments.value(0))
                                     << "wrote" << result->size() << "bytes";
    else
        qCDebug(logServer).noquote() << displayName(path) << displayName(call.arguments.value(0))
                                     << "failed:" << result.error().error().message();
    return result;
}

bool isInstalled(const QByteArray &program)
{
    return !pathOf(program).isEmpty();
}

} // namespace SyncAdmin
