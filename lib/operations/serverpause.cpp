#include "operations/serverpause.h"

#include "base/log.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The files are free only as long as nobody has started one of the servers.
InUse withServers(InUse use, const QList<ServerHandle> &servers)
{
    for (const ServerHandle &server : servers) {
        if (use.state == InUse::State::Busy)
            return use;
        const auto state = serverState(server, {});
        if (state && state->phase == ServerPhase::Stopped)
            continue;
        if (!state) {
            use.state = InUse::State::Unknown;
            use.reason = state.error().message();
            continue;
        }
        Holder holder;
        holder.pid = state->pid;
        holder.command = QStringLiteral("%1, which was stopped and is '%2' again")
                             .arg(server.text(), state->word);
        use.state = InUse::State::Busy;
        use.holders.append(holder);
    }
    return use;
}

} // namespace

bool PauseReport::stoppedAny() const
{
    return std::any_of(servers.begin(), servers.end(),
                       [](const PausedServer &server) { return server.stopped; });
}

bool PauseReport::allRunAgain() const
{
    return std::all_of(servers.begin(), servers.end(),
                       [](const PausedServer &server) { return !server.startError; });
}

AuditEntry serverAudit(const QString &operation, const PauseReport &report,
                       const QString &commandLine)
{
    AuditEntry entry = AuditEntry::started(operation, {}, commandLine);
    entry.warnings = report.warnings;
    for (const PausedServer &server : report.servers)
        entry.plan.append(server.server.text());
    return entry;
}

AuditEntry finishedServerAudit(const QString &operation, const PauseReport &report,
                               const QString &commandLine)
{
    using Outcome = ResetReport::Outcome;
    Outcome outcome = Outcome::Done;
    std::optional<Error> error = report.refusal;
    if (error)
        outcome = error->code == Error::Code::Cancelled ? Outcome::Cancelled : Outcome::Refused;
    AuditEntry entry = serverAudit(operation, report, commandLine);
    for (const PausedServer &server : report.servers) {
        if (server.stopped && server.runs)
            entry.downtime = std::max(entry.downtime.value_or(0), qint64(server.downtime.count()));
        if (server.startError) {
            outcome = Outcome::FailedIncomplete;
            error = server.startError;
        }
    }
    entry.finish(outcomeName(outcome), error);
    return entry;
}

ServerPause::ServerPause(RestorePointStore store, const QList<ServerHandle> &servers,
                         PauseOptions options)
    : m_store(std::move(store)), m_options(std::move(options))
{
    for (const ServerHandle &server : servers) {
        PausedServer paused;
        paused.server = server;
        m_report.servers.append(paused);
    }
}

ServerPause::~ServerPause()
{
    end();
}

Result<> ServerPause::begin(const Task &task)
{
    auto begun = lock();
    for (const auto stage : {&ServerPause::look, &ServerPause::stopAll, &ServerPause::watchAll}) {
        if (begun && task.stopRequested())
            begun = failure(Error::Code::Cancelled);
        if (begun)
            begun = (this->*stage)(task);
    }
    if (begun && task.stopRequested())
        begun = failure(Error::Code::Cancelled);
    if (!begun)
        m_report.refusal = begun.error();
    return begun;
}

Result<> ServerPause::lock()
{
    ASSIGN_OR_RETURN(auto file, ServerRecordFile::lock(m_store));
    ASSIGN_OR_RETURN(const auto left, file.read());
    if (left) {
        const QString when = (left)->time.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
        return failure(
            Error::Code::Interrupted, (left)->servers.first().text(),
            QStringLiteral("it stopped the server at %1 UTC and did not start it again").arg(when));
    }
    m_file.emplace(std::move(file));
    return {};
}

Result<> ServerPause::look(const Task &task)
{
    for (PausedServer &server : m_report.servers) {
        ASSIGN_OR_RETURN(const auto state, serverState(server.server, task));
        server.ran = state.phase != ServerPhase::Stopped;
        m_before.append(state.word);
        if (server.ran)
            m_record.servers.append(server.server);
    }
    return m_record.servers.isEmpty() ? Result<>() : writeRecord();
}

Result<> ServerPause::writeRecord()
{
    m_record.operation = m_options.operation;
    m_record.time = QDateTime::currentDateTimeUtc();
    m_record.caller = Caller::current();
    m_record.command = m_options.commandLine;
    RETURN_IF_ERROR(
        AuditLog::appendStart(m_store.directory(), serverAudit(QStringLiteral("stop-server"),
                                                               m_report, m_options.commandLine)));
    // Also where the write fails: what has reached the disk is to be removed.
    m_hasRecord = true;
    return m_file->write(m_record);
}

Result<> ServerPause::stopAll(const Task &task)
{
    m_since.fill(steady_clock::now(), m_report.servers.size());
    for (qsizetype i = 0; i < m_report.servers.size(); ++i) {
        PausedServer &server = m_report.servers[i];
        if (!server.ran)
            continue;
        if (task.stopRequested())
            return failure(Error::Code::Cancelled);
        task.report({QStringLiteral("Stop ") + server.server.text(), i, m_report.servers.size()});
        m_since[i] = steady_clock::now();
        if (const auto stopped = stopServer(server.server, m_options.stopLimit, {}); !stopped) {
            server.stopError = stopped.error();
            return stopped;
        }
        server.stopped = true;
    }
    return {};
}

Result<> ServerPause::watchAll(const Task &task)
{
    for (PausedServer &server : m_report.servers) {
        const auto stays = staysStopped(server.server, m_options.watch, task);
        if (stays)
            continue;
        if (stays.error().code != Error::Code::Cancelled)
            server.stopError = stays.error();
        return stays;
    }
    return {};
}

ExecutionOptions ServerPause::guarded(ExecutionOptions options) const
{
    QList<ServerHandle> servers;
    for (const PausedServer &server : m_report.servers)
        servers.append(server.server);
    const auto probe = options.probe;
    const auto probeAgain = options.probeAgain;
    options.probe = [servers, probe](const Directory &folder, const QByteArrayList &names) {
        return withServers(probe(folder, names), servers);
    };
    options.probeAgain = [servers, probeAgain](const DatabaseLocks &locks,
                                               const QList<FilesIn> &files) {
        return withServers(probeAgain(locks, files), servers);
    };
    return options;
}

const PauseReport &ServerPause::end(const Task &task)
{
    if (std::exchange(m_ended, true))
        return m_report;
    for (qsizetype i = 0; i < m_report.servers.size() && m_hasRecord; ++i) {
        if (m_report.servers.at(i).ran)
            startAgain(i, {task.progress, {}});
    }
    if (m_hasRecord) {
        noteWhatIsLeft();
        const AuditEntry entry =
            finishedServerAudit(QStringLiteral("stop-server"), m_report, m_options.commandLine);
        AuditLog::appendEnd(m_store.directory(), entry, m_report.warnings);
    }
    m_file.reset();
    return m_report;
}

// Of a server that was told to stop in vain, or not at all. The order may still be at work after
// its tool has given up.
bool ServerPause::isAsBefore(qsizetype index) const
{
    const PausedServer &server = m_report.servers.at(index);
    const auto state = serverState(server.server, {});
    if (!state || !server.stopError)
        return state && state->phase != ServerPhase::Stopped;
    if (state->word != m_before.at(index))
        return false;
    return state->phase != ServerPhase::Running ||
           keepsRunning(server.server, m_options.watch, {}).has_value();
}

void ServerPause::startAgain(qsizetype index, const Task &task)
{
    PausedServer &server = m_report.servers[index];
    if (!server.stopped && isAsBefore(index)) {
        server.runs = true;
        return;
    }
    const auto started = startServer(server.server, m_options.startLimit, {});
    const auto since = m_since.value(index, steady_clock::now());
    const auto running = steady_clock::now();
    const auto ready = started ? comesUp(server.server, m_options.watch, m_options.readyLimit, task)
                               : failure(started);
    // What is watched of a server that was ready at once is no time that it was down.
    const auto watched = steady_clock::now() - running;
    const bool wasReadyAtOnce = watched < 2 * m_options.watch;
    server.downtime =
        duration_cast<milliseconds>((wasReadyAtOnce ? running : running + watched) - since);
    server.runs = ready.has_value();
    server.isStarting = ready && *ready == Readiness::Starting;
    if (!ready)
        server.startError = ready.error();
    qCDebug(logReset).noquote() << server.server.text() << "was down for" << server.downtime.count()
                                << "ms";
}

// Only what stands still is left to be started; something else looks after one that keeps ending.
void ServerPause::noteWhatIsLeft()
{
    m_record.servers.clear();
    for (const PausedServer &server : std::as_const(m_report.servers)) {
        if (!server.startError)
            continue;
        const auto stays = staysStopped(server.server, m_options.watch, {});
        if (!server.stopped || stays || stays.error().code != Error::Code::InUse)
            m_record.servers.append(server.server);
    }
    const auto noted = m_record.servers.isEmpty() ? m_file->remove() : m_file->write(m_record);
    if (!noted)
        m_report.warnings.append(noted.error().message());
}

} // namespace SyncAdmin
