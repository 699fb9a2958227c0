#include "servers/servercontrol.h"

#include "base/displayname.h"
#include "base/log.h"
#include "servers/serveractivity.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <optional>
#include <thread>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr auto pause = 200ms; // between two checks

tl::unexpected<Error> failedServer(const ServerHandle &server, const QString &why)
{
    return failure(Error::Code::External, server.text(), why);
}

Result<> operation(const ServerHandle &server, const QByteArray &word,
                   const QByteArrayList &options, std::chrono::milliseconds limit, const Task &task)
{
    if (server.kind == ServerHandle::Kind::Unit)
        return runServiceCommand(server.unit, word, limit, task);
    return runContainerCommand(server.engine, QByteArrayList{word} + options, server.containerId,
                               limit, task);
}

// Keeps the container's own stop time if it fits into the limit.
QByteArrayList stopOptions(const ServerHandle &server, std::chrono::milliseconds limit,
                           const Task &task)
{
    const qint64 maxSeconds = std::max<qint64>(limit.count() / 1000 / 2, 1);
    if (stopTime(server, task).count() <= maxSeconds)
        return {};
    return {"--time", QByteArray::number(maxSeconds)};
}

QString startCause(const ServerState &state)
{
    if (!state.triggeredBy.isEmpty())
        return state.triggeredBy;
    if (!state.restartPolicy.isEmpty() && state.restartPolicy != QLatin1String("no"))
        return QStringLiteral("its restart policy ") + state.restartPolicy;
    return QStringLiteral("another program");
}

tl::unexpected<Error> startedAgain(const ServerHandle &server, const ServerState &state)
{
    return failure(
        Error::Code::InUse, server.text(),
        QStringLiteral("a new process ('%1'), which %2 started after the server was stopped")
            .arg(state.word, startCause(state)));
}

// Calls `check` with the server's state until it fails, or for the time `watch`.
template <typename Check>
Result<> watchState(const ServerHandle &server, std::chrono::milliseconds watch, const Task &task,
                    Check check)
{
    const QDeadlineTimer deadline(watch);
    for (;;) {
        ASSIGN_OR_RETURN(const auto state, serverState(server, task));
        if (const Result<> seen = check(state); !seen)
            return seen;
        if (deadline.hasExpired())
            return {};
        std::this_thread::sleep_for(pause);
        if (task.stopRequested())
            return failure(Error::Code::Cancelled);
    }
}

// A systemd service that has not reported that it is ready, and is not failing repeatedly.
bool isBeingStarted(const ServerHandle &server, const ServerState &state)
{
    return server.kind == ServerHandle::Kind::Unit &&
           state.word.startsWith(QLatin1String("activating (start"));
}

tl::unexpected<Error> didNotKeepRunning(const ServerHandle &server, const ServerState &state)
{
    return failedServer(server, QStringLiteral("it was started, but did not keep running ('%1'). "
                                               "See the server's own log.")
                                    .arg(state.word));
}

// Whether a server is idle: it has hardly used the processor for the time `watch`.
class RestWatch
{
public:
    explicit RestWatch(std::chrono::milliseconds watch) : m_watch(watch) {}

    bool isResting(const ServerActivity &activity)
    {
        constexpr int maxShare = 20; // a twentieth of the time
        const auto now = std::chrono::steady_clock::now();
        if (!m_since || activity.isWorking ||
            (activity.processorTime - m_before) * maxShare > now - *m_since + m_watch) {
            m_since = now;
            m_before = activity.processorTime;
            return false;
        }
        return now - *m_since >= m_watch;
    }

private:
    std::chrono::milliseconds m_watch;
    std::chrono::milliseconds m_before{0};
    std::optional<std::chrono::steady_clock::time_point> m_since;
};

} // namespace

Result<ServerState> serverState(const ServerHandle &server, const Task &task)
{
    if (server.kind == ServerHandle::Kind::Container) {
        ASSIGN_OR_RETURN(const auto container,
                         inspectContainer(server.engine, server.containerId, task));
        return ServerState{container.phase, container.state,    container.restartPolicy, {},
                           container.pid,   container.startedAt};
    }
    ASSIGN_OR_RETURN(const auto service, showService(server.unit, task));
    if (service.loadState == QLatin1String("not-found"))
        return failure(Error::Code::DoesNotExist, server.text());
    QString word = service.activeState;
    if (!service.subState.isEmpty() && service.subState != word)
        word += QStringLiteral(" (%1)").arg(service.subState);
    return ServerState{service.phase,   word, service.restart, service.triggeredBy, service.mainPid,
                       service.instance};
}

std::chrono::seconds stopTime(const ServerHandle &server, const Task &task)
{
    if (server.kind == ServerHandle::Kind::Unit)
        return 0s;
    const auto container = inspectContainer(server.engine, server.containerId, task);
    constexpr qint64 usual = 10; // docker's default
    return std::chrono::seconds(container ? container->stopTimeout.value_or(usual) : 0);
}

Result<> stopServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task)
{
    const QDeadlineTimer deadline(limit);
    qCDebug(logServer).noquote() << "stopping" << server.text();
    const auto before = serverState(server, task);
    const Result<> stopped =
        operation(server, "stop", stopOptions(server, limit, task), limit, task);
    // The server's state decides, not the result of the tool.
    for (;;) {
        const auto state = serverState(server, {});
        if (state && state->phase == ServerPhase::Stopped)
            return {};
        if (!stopped)
            return stopped;
        if (!state)
            return failure(state);
        if (before && state->phase == ServerPhase::Running && state->instance != before->instance)
            return startedAgain(server, *state);
        if (deadline.hasExpired() || task.stopRequested())
            return failedServer(
                server, QStringLiteral("it did not stop within the time limit and is still '%1'")
                            .arg(state->word));
        std::this_thread::sleep_for(pause);
    }
}

Result<> staysStopped(const ServerHandle &server, std::chrono::milliseconds watch, const Task &task)
{
    return watchState(server, watch, task, [&server](const ServerState &state) -> Result<> {
        if (state.phase == ServerPhase::Stopped)
            return {};
        return startedAgain(server, state);
    });
}

Result<> startServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task)
{
    const QDeadlineTimer deadline(limit);
    qCDebug(logServer).noquote() << "starting" << server.text();
    auto before = serverState(server, task);
    // An engine does not start a container that is still stopping.
    const auto isStopping = [&server, &before] {
        return before && server.kind == ServerHandle::Kind::Container &&
               before->word == QLatin1String("stopping");
    };
    constexpr auto grace = 2s;
    const QDeadlineTimer stopping(isStopping() ? stopTime(server, task) + grace : 0s);
    while (isStopping() && !stopping.hasExpired() && !task.stopRequested()) {
        std::this_thread::sleep_for(pause);
        before = serverState(server, task);
    }
    // The process that was stopping it has ended, so the stop is completed here.
    if (isStopping()) {
        RETURN_IF_ERROR(stopServer(server, limit, task));
        before = serverState(server, task);
    }
    if (before && before->phase == ServerPhase::Running)
        return {};
    if (const auto started = operation(server, "start", {}, limit, task); !started) {
        // The tool may have stopped waiting.
        const auto state = serverState(server, task);
        return state && isBeingStarted(server, *state) ? Result<>() : started;
    }
    for (;;) {
        ASSIGN_OR_RETURN(const auto state, serverState(server, task));
        if (state.phase == ServerPhase::Running || isBeingStarted(server, state))
            return {};
        if (deadline.hasExpired() || state.phase == ServerPhase::Stopped)
            return failedServer(server, QStringLiteral("it was started, but is '%1'. See the "
                                                       "server's own log.")
                                            .arg(state.word));
        std::this_thread::sleep_for(pause);
    }
}

Result<> keepsRunning(const ServerHandle &server, std::chrono::milliseconds watch, const Task &task)
{
    QString instance;
    return watchState(server, watch, task,
                      [&server, &instance](const ServerState &state) -> Result<> {
                          if (instance.isEmpty())
                              instance = state.instance;
                          if (state.phase == ServerPhase::Running && state.instance == instance)
                              return {};
                          return didNotKeepRunning(server, state);
                      });
}

Result<Readiness> comesUp(const ServerHandle &server, std::chrono::milliseconds watch,
                          std::chrono::milliseconds limit, const Task &task)
{
    const auto begun = std::chrono::steady_clock::now();
    RestWatch rest(watch);
    QString instance;
    for (;;) {
        ASSIGN_OR_RETURN(const auto state, serverState(server, task));
        const bool isStarting = isBeingStarted(server, state);
        if (instance.isEmpty())
            instance = state.instance;
        if ((state.phase != ServerPhase::Running && !isStarting) || state.instance != instance)
            return didNotKeepRunning(server, state);
        const ServerActivity activity = ServerActivity::of(state.pid);
        const bool isResting = rest.isResting(activity);
        const auto waited = std::chrono::steady_clock::now() - begun;
        if (waited >= watch && !isStarting &&
            (activity.isListening || !activity.isKnown || isResting))
            return Readiness::Ready;
        if (waited >= std::max(watch, limit))
            return Readiness::Starting;
        if (waited >= watch) {
            task.report({QStringLiteral("still starting, seconds"),
                         std::chrono::duration_cast<std::chrono::seconds>(waited).count() + 1, 0});
        }
        std::this_thread::sleep_for(pause);
        if (task.stopRequested())
            return failure(Error::Code::Cancelled);
    }
}

} // namespace SyncAdmin
