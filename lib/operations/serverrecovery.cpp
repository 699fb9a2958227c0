#include "operations/serverrecovery.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

LeftServer lookAt(const ServerHandle &server, const Task &task)
{
    LeftServer left;
    left.server = server;
    const auto state = serverState(server, task);
    if (state) {
        left.word = state->word;
        left.fate = state->phase == ServerPhase::Running ? LeftServer::Fate::Runs
                                                         : LeftServer::Fate::Stopped;
        return left;
    }
    left.error = state.error();
    if (state.error().code == Error::Code::DoesNotExist)
        left.fate = LeftServer::Fate::Gone;
    return left;
}

// An order to stop that was given at that time may still be at work.
std::chrono::milliseconds watchOf(const ServerHandle &server, const QDateTime &ordered,
                                  const PauseOptions &options)
{
    const std::chrono::milliseconds since(ordered.msecsTo(QDateTime::currentDateTimeUtc()));
    return std::max(options.watch, stopTime(server, {}) + options.watch - since);
}

PausedServer start(const LeftServer &left, const QDateTime &ordered, const PauseOptions &options)
{
    PausedServer server;
    server.server = left.server;
    server.ran = true;
    if (left.fate == LeftServer::Fate::Gone)
        return server;
    server.stopped = left.fate == LeftServer::Fate::Stopped;
    const auto startAndWatch = [&](std::chrono::milliseconds watch) -> Result<Readiness> {
        RETURN_IF_ERROR(startServer(left.server, options.startLimit, {}));
        return comesUp(left.server, watch, options.readyLimit, {});
    };
    // A server that was stopped has been started since.
    auto ready =
        startAndWatch(server.stopped ? options.watch : watchOf(left.server, ordered, options));
    // It ended by that order.
    if (!ready && left.fate == LeftServer::Fate::Runs) {
        server.stopped = true;
        ready = startAndWatch(options.watch);
    }
    server.runs = ready.has_value();
    server.isStarting = ready && *ready == Readiness::Starting;
    if (!ready)
        server.startError = ready.error();
    return server;
}

} // namespace

Result<std::optional<ServerRecovery>> planServerRecovery(const RestorePointStore &store,
                                                         const Task &task)
{
    ASSIGN_OR_RETURN(const auto record, ServerRecordFile::readUnlocked(store));
    if (!record)
        return std::optional<ServerRecovery>();
    ServerRecovery recovery{store, *record, {}};
    for (const ServerHandle &server : recovery.record.servers)
        recovery.servers.append(lookAt(server, task));
    return std::optional(recovery);
}

Result<PauseReport> startLeftServers(const ServerRecovery &recovery, const PauseOptions &options)
{
    ASSIGN_OR_RETURN(const auto file, ServerRecordFile::lock(recovery.store));
    ASSIGN_OR_RETURN(const auto record, file.read());
    if (!record || (record)->servers != recovery.record.servers ||
        (record)->time != recovery.record.time)
        return failure(Error::Code::Changed, recovery.store.path());
    const Directory &store = recovery.store.directory();
    PauseReport report;
    for (const LeftServer &left : recovery.servers)
        report.servers.append(PausedServer{left.server, true, false, false, false, {}, {}, {}});
    const QString operation = QStringLiteral("start-server");
    RETURN_IF_ERROR(
        AuditLog::appendStart(store, serverAudit(operation, report, options.commandLine)));
    ServerRecord rest = *record;
    rest.servers.clear();
    report.servers.clear();
    for (const LeftServer &left : recovery.servers) {
        PausedServer server = start(left, rest.time, options);
        const std::chrono::milliseconds since(rest.time.msecsTo(QDateTime::currentDateTimeUtc()));
        if (server.stopped && server.runs)
            server.downtime = since - options.watch;
        if (server.startError)
            rest.servers.append(server.server);
        report.servers.append(server);
    }
    const auto noted = rest.servers.isEmpty() ? file.remove() : file.write(rest);
    if (!noted)
        report.warnings.append(noted.error().message());
    AuditLog::appendEnd(store, finishedServerAudit(operation, report, options.commandLine),
                        report.warnings);
    return report;
}

} // namespace SyncAdmin
