#include "serverstop.h"

#include "terminal.h"

#include "base/commandline.h"
#include "operations/serverchoice.h"
#include "report/json.h"
#include "report/servertext.h"

#include <utility>

namespace SyncAdmin::Console {

ServerStop::ServerStop(const Options &options, QString operation)
    : m_options(options), m_operation(std::move(operation))
{}

std::optional<Exit> ServerStop::choose(const QList<InUse> &uses, const DataRoot &root,
                                       const std::stop_token &stop)
{
    if (!isAsked())
        return std::nullopt;
    std::optional<ServerHandle> named;
    if (!m_options.container.isEmpty()) {
        const auto found = serverNamed(m_options.container, {{}, stop});
        if (!found) {
            const Exit code = reportError(found.error(), m_options);
            return found.error().code == Error::Code::Unsupported ? Exit::InUse : code;
        }
        named = *found;
    }
    const auto choice = serversToStop(uses, root, named, {{}, stop});
    if (!choice)
        return reportError(choice.error(), m_options);
    m_servers = choice->servers;
    if (m_options.json)
        print(jsonLine(serverPlanJson(m_servers, m_operation)));
    else
        print(serverPlanText(m_servers, m_operation) + QLatin1Char('\n'));
    for (const QString &note : choice->notes)
        printHint(note);
    return std::nullopt;
}

std::optional<Exit> ServerStop::chooseFor(const ResetPlan &plan, const DataRoot &root,
                                          const std::stop_token &stop)
{
    if (!isAsked())
        return std::nullopt;
    std::optional<InUse> use;
    if (const auto checked = checkBeforeStopping(plan, executionOptions(m_options), &use); !checked)
        return reportError(checked.error(), m_options);
    return choose(use ? QList<InUse>{*use} : QList<InUse>(), root, stop);
}

void ServerStop::printStart(const PauseReport &report) const
{
    if (m_options.json) {
        print(jsonLine(serverResultJson(report, m_operation)));
        return;
    }
    const QString text = serversStartedText(report, commandAt("resume", {}, m_options));
    if (!text.isEmpty())
        print(QLatin1Char('\n') + text);
}

Exit ServerStop::around(const UserFolder &user, const Operation &operation,
                        const std::stop_token &stop) const
{
    const ExecutionOptions execution = executionOptions(m_options);
    if (m_servers.isEmpty())
        return operation(execution, false);
    const auto store = RestorePointStore::make(user);
    if (!store)
        return reportError(store.error(), m_options);
    PauseOptions options;
    options.operation = m_operation;
    options.commandLine = shellCommand(m_options.words);
    ServerPause pause(*store, m_servers, options);
    const auto begun = pause.begin({{}, stop});
    if (!m_options.json)
        print(QLatin1Char('\n') + serversStoppedText(pause.report()));
    Exit outcome =
        begun ? operation(pause.guarded(execution), true) : reportError(begun.error(), m_options);
    if (!begun && !m_options.json)
        print(QStringLiteral("No changes were made.\n"));
    bool isPrinted = false;
    const auto progress = [&isPrinted](const Progress &) {
        if (!std::exchange(isPrinted, true))
            printHint(QStringLiteral("The server is still starting. Waiting until it accepts "
                                     "connections."));
    };
    const PauseReport report = pause.end({progress, {}});
    printStart(report);
    for (const PausedServer &server : report.servers) {
        if (!server.startError)
            continue;
        printError(*server.startError);
        outcome = Exit::Incomplete; // more than that somebody has interrupted it
    }
    return outcome;
}

} // namespace SyncAdmin::Console
