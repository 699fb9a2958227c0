#include "server/toolrun.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr auto step = 50ms; // between two looks at what the program has written
constexpr qsizetype keptErrors = 64 * 1024;
constexpr qsizetype shownErrors = 300; // characters of the first line

// Relative folders of PATH depend on where the caller stands.
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

// Of a program that reports an error the first line that says something.
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

// Runs in the child. Signals that this program has blocked would stay blocked in everything that
// the child starts, a container's own processes included; a session of its own keeps Ctrl-C away
// from it, and it from asking for a password at the terminal.
void prepareChild()
{
    ::setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

class Run
{
public:
    explicit Run(const ToolCall &call) : m_call(call), m_process(std::make_unique<QProcess>()) {}

    tl::expected<QByteArray, ToolFailure> result(const QByteArray &path, const Task &task)
    {
        start(path);
        // What is left of the limit is for its end, should it not end by itself.
        const QDeadlineTimer deadline(m_call.limit - ending());
        if (!m_process->waitForStarted(static_cast<int>(m_call.limit.count())))
            return failed(ToolFailure::Kind::NotStarted, m_process->errorString());
        while (m_process->state() != QProcess::NotRunning) {
            m_process->waitForReadyRead(static_cast<int>(step.count()));
            collect();
            if (m_output.size() > m_call.mostOutput)
                return killed(ToolFailure::Kind::TooMuchOutput);
            if (task.stopRequested())
                return killed(ToolFailure::Kind::Stopped);
            if (m_process->state() != QProcess::NotRunning && deadline.hasExpired())
                return killed(ToolFailure::Kind::TimedOut);
        }
        collect();
        if (m_output.size() > m_call.mostOutput)
            return failed(ToolFailure::Kind::TooMuchOutput, {});
        if (m_process->exitStatus() != QProcess::NormalExit)
            return failed(ToolFailure::Kind::Crashed, firstLine(m_errors));
        if (m_process->exitCode() != 0)
            return failed(ToolFailure::Kind::Failed, firstLine(m_errors));
        return m_output;
    }

private:
    std::chrono::milliseconds ending() const { return std::min(2000ms, m_call.limit / 4); }

    void start(const QByteArray &path)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
        QStringList arguments;
        for (const QByteArray &argument : m_call.arguments)
            arguments.append(QFile::decodeName(argument));
        m_process->setProcessEnvironment(environment);
        m_process->setWorkingDirectory(QStringLiteral("/"));
        m_process->setStandardInputFile(QProcess::nullDevice());
        m_process->setChildProcessModifier(&prepareChild);
        m_process->setProgram(QFile::decodeName(path));
        m_process->setArguments(arguments);
        // What it waits for: with endless errors a wait for output would gather all of a step.
        m_process->setReadChannel(QProcess::StandardError);
        m_process->start(QIODevice::ReadOnly);
        m_session = static_cast<pid_t>(m_process->processId());
    }

    void collect()
    {
        m_output += m_process->readAllStandardOutput();
        const QByteArray errors = m_process->readAllStandardError();
        m_errors += errors.left(keptErrors - m_errors.size());
    }

    tl::unexpected<ToolFailure> failed(ToolFailure::Kind kind, const QString &words) const
    {
        return tl::unexpected<ToolFailure>(
            {kind, m_call.program, m_process->exitCode(), words, m_call.limit, m_call.mostOutput});
    }

    tl::unexpected<ToolFailure> killed(ToolFailure::Kind kind)
    {
        const int half = static_cast<int>(ending().count() / 2);
        m_process->closeReadChannel(QProcess::StandardOutput); // or it would be read to its end
        m_process->closeReadChannel(QProcess::StandardError);
        ::kill(-m_session, SIGTERM);
        m_process->waitForFinished(half);
        ::kill(-m_session, SIGKILL);
        const bool isGone =
            m_process->state() == QProcess::NotRunning || m_process->waitForFinished(half);
        auto failure = failed(kind, {});
        // Waiting for a dead disk, which not even a kill ends; its destructor would wait with it.
        if (!isGone)
            (void)m_process.release();
        return failure;
    }

    const ToolCall &m_call;
    std::unique_ptr<QProcess> m_process;
    pid_t m_session = 0;
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
        detail = QStringLiteral("could not be started: ") + words;
        break;
    case Kind::TimedOut:
        detail = QStringLiteral("gave no answer within %1 s").arg(double(limit.count()) / 1000);
        break;
    case Kind::TooMuchOutput:
        detail = QStringLiteral("answered with more than ") + sizeText(mostOutput);
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
