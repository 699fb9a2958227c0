#include "engine/recover.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "base/log.h"
#include "engine/interruptedstate.h"
#include "engine/preflight.h"
#include "engine/recoveredmedia.h"
#include "holders/filelock.h"
#include "store/auditlog.h"
#include "store/commitrecord.h"
#include "store/pointfiles.h"

#include <QCryptographicHash>

#include <algorithm>

namespace SyncAdmin {

namespace {

using State = RestorePoint::State;

// One run of recover().
class Recovery
{
public:
    Recovery(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task)
        : m_plan(plan), m_options(options), m_task(task), m_store(plan.store),
          m_media(plan.user, task)
    {}
    ResetReport run();

private:
    Result<> lock();
    Result<> inspect();
    Result<> checkDecision();
    Result<> excludeWriters();
    Result<> prepareMedia();
    Result<> begin();
    Result<> moveNewerAside();
    Result<> moveBack();
    Result<> keepAsComplete();
    Result<> finishPoint(bool keeps);
    void listWhatIsLeft();
    AuditEntry auditEntry() const;
    void auditEnd();

    const RecoveryPlan &m_plan;
    const RecoveryOptions &m_options;
    const Task &m_task;
    RestorePointStore m_store;
    RestorePoint m_point;
    std::optional<InterruptedState> m_state;
    ResetReport m_report;
    QList<qsizetype> m_back; // moves that were undone
    RecoveredMedia m_media;
    std::vector<DatabaseLocks> m_locks; // of the user folder's, then of the point's
    bool m_started = false;
};

ResetReport Recovery::run()
{
    m_report.user = m_plan.user;
    m_report.operation = m_plan.point.manifest.operation;
    m_report.restorePoint = m_plan.point.id;
    for (const PlanStep &step : m_plan.steps)
        m_report.steps.append({step, StepResult::State::NotDone});
    m_report.outcome = ResetReport::Outcome::Refused;
    for (const auto stage : {&Recovery::lock, &Recovery::inspect, &Recovery::checkDecision,
                             &Recovery::excludeWriters, &Recovery::prepareMedia, &Recovery::begin,
                             &Recovery::moveNewerAside, &Recovery::moveBack}) {
        if (const auto done = (this->*stage)(); !done) {
            m_report.error = done.error();
            if (m_started) {
                m_report.outcome = ResetReport::Outcome::FailedIncomplete;
                listWhatIsLeft();
            }
            if (!m_started && done.error().code == Error::Code::Cancelled)
                m_report.outcome = ResetReport::Outcome::Cancelled;
            break;
        }
        if (m_report.outcome == ResetReport::Outcome::Done)
            break;
    }
    if (m_started)
        auditEnd();
    return m_report;
}

Result<> Recovery::lock()
{
    if (m_task.stopRequested())
        return failure(Error::Code::Cancelled, m_plan.path());
    return m_store.lock();
}

Result<> Recovery::inspect()
{
    ASSIGN_OR_RETURN(m_point, m_store.find(m_plan.point.id));
    if (!m_point.needsRecovery())
        return failure(Error::Code::Changed, m_store.pointsFolder().pathOf(m_point.id));
    if (m_point.state == State::Interrupted) {
        ASSIGN_OR_RETURN(m_state, inspectInterrupted(m_store, m_point));
    }
    return {};
}

Result<> Recovery::checkDecision()
{
    if (!m_state || m_options.setAside)
        return {};
    if (!m_state->user)
        return failure(Error::Code::Conflict, m_plan.path(), QStringLiteral("it is missing"));
    if (!m_state->plan.isFree())
        return failure(Error::Code::Conflict, m_plan.path(),
                       m_state->plan.conflictTexts().join(QStringLiteral(", ")));
    return {};
}

// A server can be running again. Nothing moves while it has one of the files open, and the locks
// keep it from opening one until all are back.
Result<> Recovery::excludeWriters()
{
    if (!m_state || !m_state->user || (m_state->plan.moved.isEmpty() && m_state->plan.isFree()))
        return {};
    QByteArrayList inPoint;
    for (const qsizetype i : std::as_const(m_state->plan.moved)) {
        const Move &move = m_state->moves.at(i);
        // A file with both names is probed once, where a server would open it.
        ASSIGN_OR_RETURN(const auto standing, standingAt(move.from, move.fromName, move.entry));
        if (move.entry.move == ManifestEntry::Move::MoveOut && standing != Standing::Ours)
            inPoint.append(move.entry.name);
    }
    const FilesIn places[] = {
        {*m_state->user, namesAround(m_state->moves) + m_state->plan.namesInTheWay()},
        {m_state->folder.items, inPoint}};
    for (const auto &[folder, names] : places) {
        const InUse found = m_options.probe(folder, names);
        if (found.state != InUse::State::Free || !m_report.inUse)
            m_report.inUse = found;
        RETURN_IF_ERROR(allow(found, m_options.serverStopped, m_plan.path()));
        m_report.serverStoppedAsserted =
            m_report.serverStoppedAsserted || found.state == InUse::State::Unknown;
        QByteArrayList databases;
        std::copy_if(names.begin(), names.end(), std::back_inserter(databases), isDatabaseName);
        ASSIGN_OR_RETURN(auto locks, DatabaseLocks::take(folder, databases));
        m_locks.push_back(std::move(locks));
    }
    // Files can have changed before the locks were taken.
    RETURN_IF_ERROR(inspect());
    return checkDecision();
}

Result<> Recovery::prepareMedia()
{
    return m_state && m_state->user ? m_media.prepare(*m_state, m_report.warnings) : Result<>();
}

Result<> Recovery::begin()
{
    RETURN_IF_ERROR(AuditLog::appendStart(m_store.directory(), auditEntry()));
    m_started = true;
    return m_state && !m_state->user ? keepAsComplete() : Result<>();
}

// The user folder is missing: the point becomes one that can be restored, with what has moved into
// it. Restoring it makes the folder again.
Result<> Recovery::keepAsComplete()
{
    const RestorePointFolder &folder = m_state->folder;
    Manifest manifest = m_point.manifest;
    manifest.operation = Manifest::Operation::Reset;
    manifest.source.clear(); // the source keeps what was not taken yet
    manifest.entries.clear();
    for (const ManifestEntry &entry : m_point.manifest.entries) {
        ASSIGN_OR_RETURN(const auto standing, standingAt(folder.items, entry.name, entry));
        if (entry.move == ManifestEntry::Move::MoveOut && standing == Standing::Ours)
            manifest.entries.append(entry);
    }
    m_report.isUserGone = true;
    if (manifest.entries.isEmpty()) {
        RETURN_IF_ERROR(finishPoint(false));
        m_report.outcome = ResetReport::Outcome::Done;
        m_report.restorePoint.clear();
        return {};
    }
    const QByteArray json = manifest.toJson();
    RETURN_IF_ERROR(PointFiles::writeRecord(folder.point, PointFiles::manifest, json));
    const CommitRecord record{m_point.id, QDateTime::currentDateTimeUtc(),
                              QCryptographicHash::hash(json, QCryptographicHash::Sha256)};
    RETURN_IF_ERROR(PointFiles::writeRecord(folder.point, PointFiles::committed, record.toJson()));
    m_report.outcome = ResetReport::Outcome::Done;
    return {};
}

Result<> Recovery::moveNewerAside()
{
    if (!m_state)
        return {};
    for (const auto &conflict : std::as_const(m_state->plan.conflicts)) {
        if (conflict.kind == RollbackPlan::Conflict::Kind::InTheWay)
            continue;
        m_report.isIncomplete = true;
        m_report.warnings.append(conflict.text);
    }
    QByteArrayList names = m_state->plan.namesInTheWay();
    if (names.isEmpty())
        return {};
    const Directory &point = m_state->folder.point;
    Result<Directory> aside = point.makeFolder(PointFiles::nameOfNewer(1), 0700);
    for (int i = 2; !aside && aside.error().code == Error::Code::Exists && i < PointFiles::maxNewer;
         ++i)
        aside = point.makeFolder(PointFiles::nameOfNewer(i), 0700);
    if (!aside)
        return failure(aside);
    std::stable_sort(names.begin(), names.end(), [](const QByteArray &a, const QByteArray &b) {
        return moveOutRank(a) < moveOutRank(b);
    });
    for (const QByteArray &name : std::as_const(names)) {
        RETURN_IF_ERROR(m_state->user->renameReplacing(name, *aside, name));
    }
    const QList<Directory> folders{*aside, point, *m_state->user};
    for (const Directory &folder : folders) {
        RETURN_IF_ERROR(folder.sync());
    }
    ASSIGN_OR_RETURN(auto plan, planRollback(m_state->moves, Writers::Possible));
    m_state->plan = plan;
    if (const QByteArrayList left = plan.namesInTheWay(); !left.isEmpty())
        return failure(Error::Code::Conflict, m_plan.path(), displayName(left.first()));
    return {};
}

Result<> Recovery::moveBack()
{
    bool keeps = false;
    if (m_state) {
        ASSIGN_OR_RETURN(const auto noReplace, knowsNoReplace(m_state->folder.point));
        m_media.keepReplaced(m_state->moves, m_state->plan);
        auto back = rollBack(m_state->moves, m_state->plan, noReplace, m_back);
        if (back)
            back = m_media.install(*m_state, m_report.warnings);
        for (const qsizetype i : std::as_const(m_back)) {
            const PlanStep step = rollbackStep(m_state->moves.at(i).entry);
            for (StepResult &result : m_report.steps) {
                // Of a restore two entries of one name may go back, each to its own place.
                if (result.step.kind == step.kind && result.step.name == step.name &&
                    result.step.identity == step.identity)
                    result.state = StepResult::State::Done;
            }
        }
        if (!back)
            return back;
        ASSIGN_OR_RETURN(const auto held,
                         m_state->folder.items.reopened().andThen(
                             [](const Directory &items) { return items.entries(); }));
        keeps = !held.isEmpty() || !m_state->plan.kept.isEmpty() ||
                m_state->folder.point.status(PointFiles::newer).has_value();
    }
    m_locks.clear();
    RETURN_IF_ERROR(finishPoint(keeps));
    m_report.outcome = ResetReport::Outcome::Done;
    if (!keeps)
        m_report.restorePoint.clear();
    return {};
}

Result<> Recovery::finishPoint(bool keeps)
{
    if (!keeps) {
        // Without a manifest the point is no interrupted operation. Other leftovers do no harm.
        const auto gone = discardPoint(m_store.pointsFolder(), m_point.id);
        return gone || gone.error().code == Error::Code::DoesNotExist ? Result<>() : gone;
    }
    const CommitRecord mark{m_point.id, QDateTime::currentDateTimeUtc(), {}};
    return PointFiles::writeRecord(m_state->folder.point, PointFiles::rollBack, mark.toJson());
}

void Recovery::listWhatIsLeft()
{
    for (const qsizetype i : m_state ? m_state->plan.moved : QList<qsizetype>()) {
        const Move &move = m_state->moves.at(i);
        if (!m_back.contains(i))
            m_report.leftBehind.append(
                QStringLiteral("%1 is at %2").arg(move.fromPath(), move.toPath()));
    }
    m_report.leftBehind.append(m_report.error->message());
}

AuditEntry Recovery::auditEntry() const
{
    AuditEntry entry =
        AuditEntry::started(QStringLiteral("recover"), m_plan.user.name, m_options.commandLine);
    entry.restorePoint = m_plan.point.id;
    for (const PlanStep &step : m_plan.steps)
        entry.plan.append(step.toDo());
    entry.mediaUsn = m_media.highestUsn();
    return entry;
}

void Recovery::auditEnd()
{
    AuditEntry entry = auditEntry();
    entry.finish(outcomeName(m_report.outcome), m_report.error);
    entry.warnings = m_report.warnings;
    AuditLog::appendEnd(m_store.directory(), entry, m_report.warnings);
}

} // namespace

ResetReport recover(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task)
{
    ResetReport report = Recovery(plan, options, task).run();
    qCDebug(logReset).noquote() << "recovered" << plan.point.displayId()
                                << outcomeName(report.outcome);
    return report;
}

} // namespace SyncAdmin
