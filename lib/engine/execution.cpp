#include "engine/execution.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/log.h"
#include "engine/changecause.h"
#include "engine/pointbuilder.h"
#include "engine/preflight.h"
#include "engine/purge.h"
#include "engine/rollback.h"
#include "store/auditlog.h"
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
    Result<> checkDatabaseFiles() const;
    Result<> checkMediaFolders() const;
    Result<> moveEntries();
    Result<> recheckHolders();
    Result<> commit();
    void afterCommit();

    Result<> checkNewNames(QByteArrayList &mine) const;

    QList<FilesIn> placesToProbe(const QByteArrayList &names) const;
    Error causeOf(const Error &error);
    void undo(const Error &error);
    void refuse(const Error &error);
    AuditEntry auditEntry() const;
    void auditEnd();
    void setState(const ManifestEntry &entry, StepResult::State state);
    void setAll(StepResult::State from, StepResult::State to);
    const Directory &userFolder() const { return *m_built.userFolder; }

    const ResetPlan &m_plan;
    const ExecutionOptions &m_options;
    const Task &m_task;
    ResetReport m_report;
    std::optional<Preflight> m_preflight;
    std::optional<RestorePointStore> m_store;
    BuiltPoint m_built;
    std::vector<DatabaseLocks> m_locks; // of the user folder's, then of the source's
    bool m_started = false;             // the audit log says so
};

Execution::Execution(const ResetPlan &plan, const ExecutionOptions &options, const Task &task)
    : m_plan(plan), m_options(options), m_task(task)
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
            undo(causeOf(done.error()));
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
    // What was found out before the lock may be another run's by now.
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

Result<> Execution::lockDatabases()
{
    const auto lock = [this](const Directory &folder,
                             bool (*applies)(const PlanStep &step)) -> Result<> {
        QByteArrayList databases;
        for (const PlanStep &step : m_plan.steps) {
            if (applies(step) && isDatabaseName(step.name))
                databases.append(step.name);
        }
        ASSIGN_OR_RETURN(DatabaseLocks locks, DatabaseLocks::take(folder, databases));
        m_locks.push_back(std::move(locks));
        return {};
    };
    // What stays is locked as well: a server that starts meanwhile would work on both halves.
    RETURN_IF_ERROR(
        lock(userFolder(), [](const PlanStep &step) { return step.moves() || step.isKept(); }));
    RETURN_IF_ERROR(checkDatabaseFiles());
    // The locks go into the user folder with the files.
    RETURN_IF_ERROR(lock(*m_built.fresh, [](const PlanStep &step) { return step.isPlaced(); }));
    return m_built.sourcePoint ? lock(m_built.sourcePoint->items,
                                      [](const PlanStep &step) { return step.isReturned(); })
                               : Result<>();
}

// What the manifest tells of, and an edit was made from, is what is taken away: now that it is
// locked, nobody has written since. Shared memory is not data, and changes when a reader comes.
Result<> Execution::checkDatabaseFiles() const
{
    for (const Move &move : m_built.moves) {
        if (move.entry.move != ManifestEntry::Move::MoveOut ||
            databaseOf(move.entry.name).isEmpty() || move.fromName.endsWith("-shm"))
            continue;
        ASSIGN_OR_RETURN(const auto status, move.from.status(move.fromName));
        if (!move.entry.attributes.isUnwritten(status))
            return failure(Error::Code::Changed, move.fromPath());
    }
    return checkMediaFolders();
}

// A file that came or went since its folder was read has no row, or one too many.
Result<> Execution::checkMediaFolders() const
{
    for (auto it = m_built.mediaFolders.begin(); it != m_built.mediaFolders.end(); ++it) {
        ASSIGN_OR_RETURN(const FileStatus status, userFolder().status(it.key()));
        if (!status.isSameFile(it.value()) || status.modified != it.value().modified)
            return failure(Error::Code::Changed, userFolder().pathOf(it.key()));
    }
    return {};
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

// Names that nobody of us made are a server's that has come up meanwhile.
Result<> Execution::checkNewNames(QByteArrayList &mine) const
{
    QByteArrayList expected;
    for (const Move &move : m_built.moves) {
        if (move.entry.move == ManifestEntry::Move::Return ||
            move.entry.move == ManifestEntry::Move::Install)
            expected.append(move.entry.name);
    }
    for (const PlanStep &step : m_plan.steps) {
        if (step.isKept())
            expected.append(step.name);
    }
    for (const UserEntry &entry : m_plan.kept)
        expected.append(entry.name);
    ASSIGN_OR_RETURN(const auto entries, userFolder().entries());
    for (const DirectoryEntry &entry : entries) {
        if (!expected.contains(entry.name) && m_plan.concerns(entry.name))
            mine.append(entry.name);
    }
    return {};
}

// The files that have been moved into the point, wherever their move stopped, and these names.
QList<FilesIn> Execution::placesToProbe(const QByteArrayList &names) const
{
    QByteArrayList moved;
    for (const Move &move : std::as_const(m_built.moves)) {
        if (move.entry.move == ManifestEntry::Move::MoveOut &&
            move.entry.attributes.type == FileStatus::Type::Regular)
            moved.append(move.entry.name);
    }
    return {{m_built.point->items, moved}, {userFolder(), names}};
}

// Another process that changes the files is at work with them.
Error Execution::causeOf(const Error &error)
{
    if (!m_built.userFolder)
        return error;
    const auto probe = [this] {
        QByteArrayList names = regularFilesIn(userFolder());
        // What is put there is held by this program.
        for (const Move &move : std::as_const(m_built.moves)) {
            if (move.entry.move == ManifestEntry::Move::Return ||
                move.entry.move == ManifestEntry::Move::Install)
                names.removeAll(move.entry.name);
        }
        return m_locks.empty() ? m_options.probe(userFolder(), names)
                               : m_options.probeAgain(m_locks.front(), placesToProbe(names));
    };
    return causeOfChange(error, m_plan.path(), probe, &m_report.inUse);
}

Result<> Execution::recheckHolders()
{
    QByteArrayList newNames;
    RETURN_IF_ERROR(checkNewNames(newNames));
    QList<FilesIn> places = placesToProbe(newNames);
    for (const DatabaseLocks &locks : m_locks) {
        const InUse found = m_options.probeAgain(locks, places);
        if (found.state != InUse::State::Free)
            m_report.inUse = found;
        RETURN_IF_ERROR(allow(found, m_options.serverStopped, m_plan.path()));
        places.clear();
    }
    if (!newNames.isEmpty())
        return failure(
            Error::Code::InUse, m_plan.path(),
            QStringLiteral("a server that has just made %1").arg(displayName(newNames.first())));
    return stopIfAsked(m_plan, m_task);
}

Result<> Execution::commit()
{
    const CommitRecord record{m_built.manifest.id, QDateTime::currentDateTimeUtc(),
                              m_built.manifestSum};
    return PointFiles::writeRecord(m_built.point->point, PointFiles::committed, record.toJson());
}

// From here on nothing is a failure any more.
void Execution::afterCommit()
{
    m_report.outcome = ResetReport::Outcome::Done;
    if (m_plan.affectsSync)
        m_report.syncEffect = m_plan.syncEffect();
    m_report.restorePoint = m_built.manifest.id;
    m_report.bytes = m_built.manifest.bytes();
    setAll(StepResult::State::NotDone, StepResult::State::Done); // what is kept
    m_locks.clear();
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
                QStringLiteral("%1: the old data are not completely deleted; finish with: %2")
                    .arg(purged.error().message(),
                         m_report.command({"delete", m_built.manifest.id})));
        }
    }
    auditEnd();
}

void Execution::undo(const Error &error)
{
    const bool cancelled = error.code == Error::Code::Cancelled;
    m_report.error = error;
    m_report.outcome =
        cancelled ? ResetReport::Outcome::Cancelled : ResetReport::Outcome::FailedRolledBack;
    Result<> back;
    // The record may have reached its name before the disk failed to confirm it; with it, a power
    // cut would make a committed operation of what goes back now.
    if (m_built.point && !m_built.manifestSum.isEmpty()) {
        back = m_built.point->point.removeFile(PointFiles::committed);
        if (back)
            back = m_built.point->point.sync();
        else if (back.error().code == Error::Code::DoesNotExist)
            back = {};
    }
    QStringList standing;
    if (!m_built.moves.isEmpty()) {
        const auto plan = planRollback(m_built.moves, Writers::Excluded);
        QList<qsizetype> done;
        if (back && !plan)
            back = failure(plan);
        else if (back && !plan->isFree())
            back = failure(Error::Code::Conflict, m_plan.path(),
                           plan->conflictTexts().join(QStringLiteral(", ")));
        else if (back)
            back = rollBack(m_built.moves, *plan, m_built.noReplace, done);
        for (const qsizetype i : std::as_const(done))
            setState(m_built.moves.at(i).entry, StepResult::State::RolledBack);
        for (const qsizetype i : plan ? plan->moved : QList<qsizetype>()) {
            if (!done.contains(i))
                standing.append(
                    QStringLiteral("%1 is at %2")
                        .arg(m_built.moves.at(i).fromPath(), m_built.moves.at(i).toPath()));
        }
    }
    m_locks.clear();
    if (!back) {
        m_report.outcome = ResetReport::Outcome::FailedIncomplete;
        m_report.restorePoint = m_built.manifest.id;
        m_report.leftBehind = standing;
        m_report.leftBehind.append(back.error().message());
    } else if (m_built.point) {
        if (const auto gone = discardPoint(m_store->pointsFolder(), m_built.manifest.id); !gone)
            m_report.warnings.append(gone.error().message());
    }
    // Whoever has opened a file that went back into the point goes on with it there.
    if (!m_plan.source.isEmpty() && error.code == Error::Code::InUse && m_started) {
        m_report.warnings.append(
            QStringLiteral("restore point %1 may have been written to by who has its files open; "
                           "stop the server, and look with: %2")
                .arg(displayName(m_plan.source), m_report.lookCommand({"verify", m_plan.source})));
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
