#include "serverstop.h"

#include "terminal.h"

#include "report/json.h"
#include "report/servertext.h"

#include <utility>

namespace SyncAdmin::Console {

namespace {

// Prints the events of one run in their order.
class Run
{
public:
    Run(const Context &context, const ServerStop::Output &output, qsizetype total)
        : m_context(context), m_output(output), m_total(total)
    {}

    RunObserver observer();
    Exit end(const RunReport &report);

private:
    void showStopped(const PauseReport &report);
    void refuse(const Error &error);
    void endOperations();
    void showStarting();

    const Context &m_context;
    const ServerStop::Output &m_output;
    const qsizetype m_total;
    qsizetype m_ended = 0; // operations that have ended
    Exit m_outcome = Exit::Done;
    bool m_isRefused = false;
    bool m_isCancelled = false; // the latest operation
    bool m_areOperationsOver = false;
    bool m_isStartShown = false;
};

RunObserver Run::observer()
{
    RunObserver observer;
    observer.stoppedServers = [this](const PauseReport &report) { showStopped(report); };
    observer.finished = [this](const OperationResult &result) {
        ++m_ended;
        m_isCancelled = result.end() == OperationResult::End::Cancelled;
        m_outcome = worse(m_outcome, m_output.show(result));
    };
    observer.startingServers = [this] { endOperations(); };
    observer.progressed = [this](const Progress &) { showStarting(); };
    return observer;
}

void Run::showStopped(const PauseReport &report)
{
    if (!m_context.options.json)
        print(QLatin1Char('\n') + serversStoppedText(report));
    if (!report.refusal)
        return;
    refuse(*report.refusal);
    if (!m_context.options.json)
        print(QStringLiteral("No changes were made.\n"));
}

void Run::refuse(const Error &error)
{
    if (!std::exchange(m_isRefused, true))
        m_outcome = reportError(error, m_context);
}

// Called when no more operations follow, before the servers are started.
void Run::endOperations()
{
    if (std::exchange(m_areOperationsOver, true) || m_isRefused)
        return;
    const bool isUnfinished = m_ended < m_total && m_context.stop.stop_requested();
    if (isUnfinished)
        m_outcome = worse(m_outcome, Exit::Interrupted);
    if ((isUnfinished || m_isCancelled) && m_output.stopped)
        m_output.stopped();
}

void Run::showStarting()
{
    if (m_areOperationsOver && !std::exchange(m_isStartShown, true))
        printHint(QStringLiteral("The server is still starting. Waiting until it accepts "
                                 "connections."));
}

Exit Run::end(const RunReport &report)
{
    if (report.refusal)
        refuse(*report.refusal);
    endOperations();
    return m_outcome;
}

} // namespace

ServerStop::ServerStop(const Context &context, QString operation)
    : m_context(context), m_operation(std::move(operation))
{}

std::optional<Exit> ServerStop::choose(const QList<InUse> &uses)
{
    if (!isAsked())
        return std::nullopt;
    const Options &options = m_context.options;
    std::optional<ServerHandle> named;
    if (!options.container.isEmpty()) {
        const auto found = m_context.host.server(options.container, m_context.task());
        if (!found) {
            const Exit code = reportError(found.error(), m_context);
            return found.error().code == Error::Code::Unsupported ? Exit::InUse : code;
        }
        named = *found;
    }
    const auto choice = m_context.host.serversToStop(uses, named, m_context.task());
    if (!choice)
        return reportError(choice.error(), m_context);
    m_servers = choice->servers;
    if (options.json)
        print(jsonLine(serverPlanJson(m_servers, m_operation)));
    else
        print(serverPlanText(m_servers, m_operation) + QLatin1Char('\n'));
    for (const QString &note : choice->notes)
        printHint(note);
    return std::nullopt;
}

std::optional<Exit> ServerStop::chooseFor(const Operation &operation)
{
    if (!isAsked())
        return std::nullopt;
    const CheckReport checked =
        m_context.host.check(operation, runOptions(m_context.options), true);
    if (checked.refusal)
        return reportError(*checked.refusal, m_context);
    return choose(checked.inUse ? QList<InUse>{*checked.inUse} : QList<InUse>());
}

Exit ServerStop::reportServers(const PauseReport &report, Exit outcome) const
{
    if (m_context.options.json) {
        print(jsonLine(serverResultJson(report, m_operation)));
    } else {
        const QString text = serversStartedText(report, commandAt("resume", {}, m_context.options));
        if (!text.isEmpty())
            print(QLatin1Char('\n') + text);
    }
    for (const PausedServer &server : report.servers) {
        if (!server.startError)
            continue;
        printError(*server.startError);
        outcome = Exit::Incomplete; // more serious than an interruption
    }
    return outcome;
}

Exit ServerStop::run(const QList<Operation> &operations, const Output &output) const
{
    Run run{m_context, output, operations.size()};
    RunOptions options = runOptions(m_context.options);
    options.servers = m_servers;
    const RunReport report =
        m_context.host.run(operations, options, run.observer(), m_context.task());
    const Exit outcome = run.end(report);
    return report.servers.servers.isEmpty() ? outcome : reportServers(report.servers, outcome);
}

} // namespace SyncAdmin::Console
