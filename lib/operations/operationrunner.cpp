#include "operations/operationrunner.h"

#include "engine/purge.h"
#include "engine/recover.h"
#include "operations/serverpause.h"
#include "operations/serverrecovery.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

class OperationRunner
{
public:
    OperationRunner(const QList<Operation> &operations, const RunOptions &options,
                    const RunObserver &observer, const Task &task)
        : m_operations(operations), m_options(options),
          m_observer(observer), m_task{observer.progressed, task.stop},
          m_execution(executionOptions(options))
    {}

    RunReport run();

private:
    Result<> stopServers(const UserFolder &user);
    void startServers();
    void runAll();
    OperationResult runOne(const Operation &operation) const;
    ResetReport executePlan(Operation &operation) const;
    ResetReport resume(const Operation &operation) const;
    void startLeft(OperationResult &result) const;
    PauseOptions pauseOptions() const;

    template <typename... Arguments, typename... Values>
    static void notify(const std::function<void(Arguments...)> &function, const Values &...values)
    {
        if (function)
            function(values...);
    }

    const QList<Operation> &m_operations;
    const RunOptions &m_options;
    const RunObserver &m_observer;
    const Task m_task;
    ExecutionOptions m_execution;
    std::optional<ServerPause> m_pause;
    RunReport m_report;
};

RunReport OperationRunner::run()
{
    const auto first = std::find_if(m_operations.begin(), m_operations.end(),
                                    [](const Operation &each) { return each.hasUser(); });
    const Result<> stopped = m_options.servers.isEmpty() || first == m_operations.end()
                                 ? Result<>()
                                 : stopServers(first->user());
    if (stopped)
        runAll();
    else
        m_report.refusal = stopped.error();
    if (m_pause)
        startServers();
    m_report.wasInterrupted = m_task.stopRequested();
    return m_report;
}

PauseOptions OperationRunner::pauseOptions() const
{
    PauseOptions options;
    options.operation = operationName(m_operations.first().kind());
    options.commandLine = m_options.commandLine;
    options.watch = m_options.watch;
    return options;
}

Result<> OperationRunner::stopServers(const UserFolder &user)
{
    ASSIGN_OR_RETURN(const auto store, RestorePointStore::make(user));
    m_pause.emplace(store, m_options.servers, pauseOptions());
    notify(m_observer.stoppingServers);
    const auto begun = m_pause->begin(m_task);
    notify(m_observer.stoppedServers, m_pause->report());
    if (begun)
        m_execution = m_pause->guarded(m_execution);
    return begun;
}

void OperationRunner::startServers()
{
    notify(m_observer.startingServers);
    m_report.servers = m_pause->end(m_task);
}

void OperationRunner::runAll()
{
    bool isHalfDone = false;
    for (qsizetype i = 0; i < m_operations.size(); ++i) {
        const Operation &operation = m_operations.at(i);
        if (m_task.stopRequested() ||
            (i > 0 && m_observer.mayBeginNext && !m_observer.mayBeginNext()))
            return;
        if (isHalfDone && operation.kind() == Operation::Kind::StartServers)
            continue;
        notify(m_observer.started, i);
        const OperationResult result = runOne(operation);
        isHalfDone = isHalfDone || (operation.kind() == Operation::Kind::Resume &&
                                    result.end() != OperationResult::End::Done);
        m_report.results.append(result);
        notify(m_observer.finished, result);
    }
}

OperationResult OperationRunner::runOne(const Operation &operation) const
{
    OperationResult result{operation, {}, {}, {}, {}, {}};
    switch (operation.kind()) {
    case Operation::Kind::Reset:
    case Operation::Kind::Restore:
    case Operation::Kind::SignOut:
        result.report = executePlan(result.operation);
        break;
    case Operation::Kind::Resume:
        result.report = resume(operation);
        break;
    case Operation::Kind::Delete:
        result.deletion = purge(operation.point().store, operation.point().point,
                                {m_options.commandLine}, m_task);
        break;
    case Operation::Kind::StartServers:
        startLeft(result);
        break;
    }
    result.ended = QDateTime::currentDateTimeUtc();
    return result;
}

ResetReport OperationRunner::executePlan(Operation &operation) const
{
    if (m_pause) {
        if (const auto planned = operation.planAgain({{}, m_task.stop}); !planned)
            return ResetReport::notBegun(operation.user(), planned.error());
    }
    return execute(operation.plan(), m_execution, m_task);
}

ResetReport OperationRunner::resume(const Operation &operation) const
{
    RecoveryOptions options;
    options.setAside = operation.movesAside();
    options.serverStopped = m_options.serverStopped;
    options.commandLine = m_options.commandLine;
    return recover(operation.recovery(), options, m_task);
}

void OperationRunner::startLeft(OperationResult &result) const
{
    const auto report = startLeftServers(result.operation.servers(), pauseOptions());
    if (report)
        result.servers = *report;
    else
        result.error = report.error();
}

} // namespace

ExecutionOptions executionOptions(const RunOptions &options)
{
    ExecutionOptions execution;
    execution.keepRestorePoint = options.keepRestorePoint;
    execution.serverStopped = options.serverStopped;
    execution.commandLine = options.commandLine;
    return execution;
}

RunReport runOperations(const QList<Operation> &operations, const RunOptions &options,
                        const RunObserver &observer, const Task &task)
{
    return OperationRunner(operations, options, observer, task).run();
}

} // namespace SyncAdmin
