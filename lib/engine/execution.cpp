#include "engine/execution.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/entryguard.h"
#include "engine/pointbuilder.h"
#include "engine/preflight.h"
#include "engine/purge.h"
#include "engine/rollback.h"
#include "store/auditlog.h"
#include "store/commitrecord.h"
#include "store/pointfiles.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

// One run of execute(): the state that its stages hand on.
class Execution
{
public:
    Execution(const ResetPlan &plan, const ExecutionOptions &options, const Task &task);
    ResetReport run();

private:
    Result<> check();     // writes nothing
    Result<> openStore(); // makes it, locks it, checks again
    Result<> build();     // audit line, restore point
    Result<> lockDatabases();
    Result<> moveEntries();
    Result<> recheckHolders();
    Result<> commit();
    void afterCommit();

    void undo(const Error &error);
    Result<> removeCommitRecord();
    Result<> rollBackMoves(QStringList &left);
    void refuse(const Error &error);
    AuditEntry auditEntry() const;
    void auditEnd();
    void setState(const ManifestEntry &entry, StepResult::State state);
    void setAll(StepResult::State from, StepResult::State to);

    const ResetPlan &m_plan;
    const ExecutionOptions &m_options;
    const Task &m_task;
    ResetReport m_report;
    std::optional<Preflight> m_preflight;
    std::optional<RestorePointStore> m_store;
    BuiltPoint m_built;
    EntryGuard m_guard;
    bool m_started = false; // the audit log has its first line
};

Execution::Execution(const ResetPlan &plan, const ExecutionOptions &options, const Task &task)
    : m_plan(plan), m_options(options), m_task(task), m_guard(plan, options, m_built)
{
    m_report.user = plan.user;
    m_report.operation = plan.operation;
    for (const PlanStep &step : plan.steps)
        m_report.steps.append({step, StepResult::State::NotDone});
}

ResetReport Execution::run()
{
    const auto changesSomething = [](const PlanStep &step) { return !step.isKept(); };
    if (std::none_of(m_plan.steps.begin(), m_plan.steps.end(), changesSomething))
        return m_report;
    for (const auto stage : {&Execution::check, &Execution::openStore}) {
        if (const auto done = (this->*stage)(); !done) {
            refuse(done.error());
            return m_report;
        }
    }
    for (const auto stage : {&Execution::build, &Execution::lockDatabases, &Execution::moveEntries,
                             &Execution::recheckHolders, &Execution::commit}) {
        if (const auto done = (this->*stage)(); !done) {
            undo(m_guard.causeOf(done.error(), m_report.inUse));
            return m_report;
        }
    }
    afterCommit();
    return m_report;
}

void Execution::refuse(const Error &error)
{
    m_report.outcome = error.code == Error::Code::Cancelled ? ResetReport::Outcome::Cancelled
                                                            : ResetReport::Outcome::Refused;
    m_report.error = error;
}

Result<> Execution::check()
{
    RETURN_IF_ERROR(stopIfAsked(m_plan, m_task));
    const StoreLock lock = m_store ? StoreLock::Held : StoreLock::Free;
    ASSIGN_OR_RETURN(m_preflight, checkPlan(m_plan, m_options, lock, &m_report.inUse));
    m_report.serverStoppedAsserted =
        m_options.serverStopped && m_preflight->inUse.state == InUse::State::Unknown;
    return {};
}

Result<> Execution::openStore()
{
    ASSIGN_OR_RETURN(m_store, RestorePointStore::make(m_plan.user));
    RETURN_IF_ERROR(m_store->lock());
    // Another operation can have changed everything before the lock was taken.
    return check();
}

Result<> Execution::build()
{
    RETURN_IF_ERROR(AuditLog::appendStart(m_store->directory(), auditEntry()));
    m_started = true;
    PointBuilder builder(m_plan, m_options, m_task, *m_preflight, *m_store);
    const auto done = builder.run();
    m_built = builder.built();
    return done;
}

Result<> Execution::moveEntries()
{
    qint64 done = 0;
    for (const Move &move : std::as_const(m_built.moves)) {
        RETURN_IF_ERROR(stopIfAsked(m_plan, m_task));
        const PlanStep step = move.entry.step();
        m_task.report({step.toDo(), done++, m_built.moves.size()});
        if (auto moved = runMove(move, m_built.noReplace); !moved) {
            setState(move.entry, StepResult::State::Failed);
            return moved;
        }
        setState(move.entry, StepResult::State::Done);
        qCDebug(logReset).noquote() << step.done();
    }
    return syncFolders(m_built.moves);
}

Result<> Execution::lockDatabases()
{
    return m_guard.lock();
}

Result<> Execution::recheckHolders()
{
    RETURN_IF_ERROR(m_guard.recheck(m_report.inUse));
    return stopIfAsked(m_plan, m_task);
}

Result<> Execution::commit()
{
    const CommitRecord record{m_built.manifest.id, QDateTime::currentDateTimeUtc(),
                              m_built.manifestSum};
    return PointFiles::writeRecord(m_built.point->point, PointFiles::committed, record.toJson());
}

// The operation counts from here on: what fails now is a warning.
void Execution::afterCommit()
{
    m_report.outcome = ResetReport::Outcome::Done;
    if (m_plan.affectsSync)
        m_report.syncEffect = m_plan.syncEffect();
    m_report.restorePoint = m_built.manifest.id;
    m_report.bytes = m_built.manifest.bytes();
    setAll(StepResult::State::NotDone, StepResult::State::Done); // what is kept
    m_guard.release();
    if (m_built.sourcePoint) {
        const CommitRecord mark{m_built.manifest.id, QDateTime::currentDateTimeUtc(), {}};
        if (const auto marked = PointFiles::writeRecord(m_built.sourcePoint->point,
                                                        PointFiles::restored, mark.toJson());
            !marked)
            m_report.warnings.append(marked.error().message());
    }
    if (!m_options.keepRestorePoint) {
        qint64 deleted = 0;
        const auto purged =
            deletePoint(*m_store, m_built.manifest.id, m_built.manifest.files(), m_task, deleted);
        m_report.restorePoint.clear();
        m_report.bytes = 0;
        if (!purged) {
            m_report.undeleted = m_built.manifest.id;
            m_report.warnings.append(
                filledIn(QStringLiteral("The old data was not deleted completely: {reason}. To "
                                        "delete the rest, run: {command}"),
                         {{"reason", purged.error().message()},
                          {"command", m_report.command({"delete", m_built.manifest.id})}}));
        }
    }
    auditEnd();
}

// Removes a commit record that has reached its name before the disk failed to confirm it: with it,
// a power cut would make a committed operation of what moves back now.
Result<> Execution::removeCommitRecord()
{
    if (!m_built.point || m_built.manifestSum.isEmpty())
        return {};
    const Directory &point = m_built.point->point;
    ASSIGN_OR_RETURN(const bool wasThere, ifExists(point.removeFile(PointFiles::committed)));
    return wasThere ? point.sync() : Result<>();
}

// Undoes the commit and the moves; `left` receives a line for each entry that is not in its place.
Result<> Execution::rollBackMoves(QStringList &left)
{
    Result<> back = removeCommitRecord();
    const auto plan = planRollback(m_built.moves, Writers::Excluded);
    if (!plan)
        return back ? failure(plan) : back;
    QList<qsizetype> done;
    if (back && !plan->isFree())
        back = failure(Error::Code::Conflict, m_plan.path(),
                       plan->conflictTexts().join(QStringLiteral(", ")));
    else if (back)
        back = rollBack(m_built.moves, *plan, m_built.noReplace, done);
    for (const qsizetype i : std::as_const(done))
        setState(m_built.moves.at(i).entry, StepResult::State::RolledBack);
    for (const qsizetype i : plan->moved) {
        const Move &move = m_built.moves.at(i);
        if (!done.contains(i))
            left.append(QStringLiteral("%1 is at %2").arg(move.fromPath(), move.toPath()));
    }
    return back;
}

void Execution::undo(const Error &error)
{
    m_report.error = error;
    m_report.outcome = error.code == Error::Code::Cancelled
                           ? ResetReport::Outcome::Cancelled
                           : ResetReport::Outcome::FailedRolledBack;
    QStringList left;
    const Result<> back = rollBackMoves(left);
    m_guard.release();
    if (!back) {
        m_report.outcome = ResetReport::Outcome::FailedIncomplete;
        m_report.restorePoint = m_built.manifest.id;
        m_report.leftBehind = left;
        m_report.leftBehind.append(back.error().message());
    } else if (m_built.point) {
        if (const auto gone = discardPoint(m_store->pointsFolder(), m_built.manifest.id); !gone)
            m_report.warnings.append(gone.error().message());
    }
    // Whoever has opened a file that moved back into the source point can still write to it.
    if (m_built.sourcePoint && error.code == Error::Code::InUse && m_started) {
        m_report.warnings.append(
            QStringLiteral(
                "A process that had files of restore point %1 open may have written to it. "
                "Stop the server and check the restore point: %2")
                .arg(displayName(m_plan.source), m_report.readCommand({"verify", m_plan.source})));
    }
    if (m_started)
        auditEnd();
}

void Execution::setState(const ManifestEntry &entry, StepResult::State state)
{
    for (StepResult &result : m_report.steps) {
        if (result.step.kind == entry.kind && result.step.name == entry.name)
            result.state = state;
    }
}

void Execution::setAll(StepResult::State from, StepResult::State to)
{
    for (StepResult &result : m_report.steps) {
        if (result.state == from)
            result.state = to;
    }
}

AuditEntry Execution::auditEntry() const
{
    AuditEntry entry = AuditEntry::started(operationName(m_plan.operation), m_plan.user.name,
                                           m_options.commandLine);
    for (const PlanStep &step : m_plan.steps)
        entry.plan.append(step.toDo());
    return entry;
}

void Execution::auditEnd()
{
    AuditEntry entry = auditEntry();
    entry.finish(outcomeName(m_report.outcome), m_report.error);
    entry.restorePoint = m_built.manifest.id;
    entry.warnings = m_report.warnings;
    entry.mediaUsn = m_built.manifest.seenUsn;
    // A database that was rolled back was locked while it was in place, so no server has served it.
    if (m_report.outcome == ResetReport::Outcome::Done ||
        m_report.outcome == ResetReport::Outcome::FailedIncomplete) {
        for (const InstalledMedia &media : m_built.manifest.installed)
            entry.mediaUsn = std::max(entry.mediaUsn, media.lastUsn);
    }
    AuditLog::appendEnd(m_store->directory(), entry, m_report.warnings);
}

} // namespace

ResetReport execute(const ResetPlan &plan, const ExecutionOptions &options, const Task &task)
{
    ResetReport report = Execution(plan, options, task).run();
    qCDebug(logReset).noquote() << plan.user.displayName() << outcomeName(report.outcome);
    return report;
}

} // namespace SyncAdmin
