#include "engine/recover.h"

#include "accounts/sessions.h"
#include "analysis/mediaindex.h"
#include "analysis/medialisting.h"
#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/interruptedstate.h"
#include "engine/preflight.h"
#include "engine/preparation.h"
#include "holders/filelock.h"
#include "store/auditlog.h"
#include "store/mediamemory.h"
#include "store/pointfiles.h"

#include <QCryptographicHash>

#include <algorithm>

namespace SyncAdmin {

namespace {

using State = RestorePoint::State;

UserFolder userOf(const RestorePointStore &store, const RestorePoint &point,
                  const std::shared_ptr<const Directory> &parent)
{
    UserFolder user;
    user.name = point.manifest.user;
    user.parent = parent;
    user.root = store.root();
    user.place = point.manifest.place;
    user.layout = point.manifest.layout;
    user.layouts = point.manifest.layout;
    if (point.manifest.isOfSessions) // it need not exist, and is not what is put back
        return user;
    if (const auto status = parent->status(user.name)) {
        user.device = status->device;
        user.inode = status->inode;
        user.owner = status->owner;
    }
    return user;
}

PlanStep putBackStep(const ManifestEntry &entry)
{
    PlanStep step = entry.step();
    step.kind = PlanStep::Kind::PutBack;
    return step;
}

constexpr int mostNewer = 1000;

// "newer", "newer-2", ...
QByteArray nameOfNewer(int number)
{
    return number == 1 ? PointFiles::newer
                       : QByteArray(PointFiles::newer + '-' + QByteArray::number(number));
}

// One run of recover().
class Recovery
{
public:
    Recovery(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task)
        : m_plan(plan), m_options(options), m_task(task), m_store(plan.store)
    {}
    ResetReport run();

private:
    // A media database that goes in instead of the one that was moved away.
    struct Lifted
    {
        QByteArray name;
        QByteArray image;
        qint64 usn = 0;
    };

    Result<> lock();
    Result<> look();
    Result<> decide();
    Result<> secure();
    Result<> prepareMedia();
    Result<> prepareMediaDatabase(const Move &move);
    Result<> matchStayingFolder(const QByteArray &database, MediaIndex &index) const;
    Result<> begin();
    Result<> setAside();
    Result<> goBack();
    void keepReplaced();
    Result<> placeMedia();
    Result<> placeLifted(const Lifted &lifted);
    Result<> keepAsComplete();
    Result<> finishPoint(bool keeps);
    void nameWhatIsLeft();
    Result<> audit(const QString &phase) const;

    const RecoveryPlan &m_plan;
    const RecoveryOptions &m_options;
    const Task &m_task;
    RestorePointStore m_store;
    RestorePoint m_point;
    std::optional<InterruptedState> m_state;
    ResetReport m_report;
    QList<qsizetype> m_back; // moves that were undone
    QList<Lifted> m_lifted;
    std::vector<DatabaseLocks> m_locks; // of the user folder's, then of the point's
    bool m_started = false;
};

ResetReport Recovery::run()
{
    m_report.user = m_plan.user;
    m_report.restorePoint = m_plan.point.id;
    for (const PlanStep &step : m_plan.steps)
        m_report.steps.append({step, StepResult::State::NotDone});
    m_report.outcome = ResetReport::Outcome::Refused;
    for (const auto stage :
         {&Recovery::lock, &Recovery::look, &Recovery::decide, &Recovery::secure,
          &Recovery::prepareMedia, &Recovery::begin, &Recovery::setAside, &Recovery::goBack}) {
        if (const auto done = (this->*stage)(); !done) {
            m_report.error = done.error();
            if (m_started) {
                m_report.outcome = ResetReport::Outcome::FailedIncomplete;
                nameWhatIsLeft();
            }
            if (!m_started && done.error().code == Error::Code::Cancelled)
                m_report.outcome = ResetReport::Outcome::Cancelled;
            break;
        }
        if (m_report.outcome == ResetReport::Outcome::Done)
            break;
    }
    if (m_started) {
        if (const auto written = audit(QStringLiteral("finished")); !written)
            m_report.warnings.append(endNotRecorded(written.error()));
    }
    return m_report;
}

Result<> Recovery::lock()
{
    if (m_task.stopRequested())
        return failure(Error::Code::Cancelled, m_plan.path());
    return m_store.lock();
}

Result<> Recovery::look()
{
    ASSIGN_OR_RETURN(const auto point, m_store.find(m_plan.point.id));
    m_point = point;
    if (!m_point.needsRecovery())
        return failure(Error::Code::Changed, m_store.pointsFolder().pathOf(m_point.id));
    if (m_point.state == State::Interrupted) {
        ASSIGN_OR_RETURN(auto state, inspectInterrupted(m_store, m_point));
        m_state = state;
    }
    return {};
}

Result<> Recovery::decide()
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

// A server may run again since. Nothing goes while it has one of the files open, and none comes to
// open one until all are back.
Result<> Recovery::secure()
{
    if (!m_state || !m_state->user || (m_state->plan.moved.isEmpty() && m_state->plan.isFree()))
        return {};
    QByteArrayList inPoint;
    for (const qsizetype i : std::as_const(m_state->plan.moved)) {
        const Move &move = m_state->moves.at(i);
        // What stands under both names is asked about once, where the server would open it.
        ASSIGN_OR_RETURN(const auto standing, standingAt(move.from, move.fromName, move.entry));
        if (move.entry.move == ManifestEntry::Move::Retire && standing != Standing::Ours)
            inPoint.append(move.entry.name);
    }
    const FilesIn places[] = {
        {*m_state->user, namesAround(m_state->moves) + m_state->plan.namesInTheWay()},
        {m_state->folder.items, inPoint}};
    for (const auto &[folder, names] : places) {
        const InUse found = m_options.probe(folder, names);
        if (found.state != InUse::State::Free || !m_report.inUse)
            m_report.inUse = found;
        if (auto allowed = allow(found, m_options.serverStopped, m_plan.path()); !allowed)
            return allowed;
        m_report.serverStoppedAsserted =
            m_report.serverStoppedAsserted || found.state == InUse::State::Unknown;
        QByteArrayList databases;
        std::copy_if(names.begin(), names.end(), std::back_inserter(databases), isDatabaseName);
        ASSIGN_OR_RETURN(auto locks, DatabaseLocks::take(folder, databases));
        m_locks.push_back(std::move(locks));
    }
    // What was seen before the locks may be otherwise by now.
    if (auto looked = look(); !looked)
        return looked;
    return decide();
}

// The folders of the point that hold what a recovery set aside, this or an earlier one.
QList<Directory> foldersOfNewer(const Directory &point)
{
    QList<Directory> folders;
    for (int i = 1; i < mostNewer; ++i) {
        const auto folder = point.openFolder(nameOfNewer(i));
        if (!folder)
            break;
        folders.append(*folder);
    }
    return folders;
}

// The USN up to which devices may have met a media database of this name that a server made in the
// meantime, beginning at most at the remembered one; 0 where none did.
Result<qint64> newerUsnIn(const QList<Directory> &folders, const QByteArray &name,
                          qint64 remembered, const Task &task)
{
    qint64 usn = 0;
    for (const Directory &folder : folders) {
        const auto index = MediaIndex::read(folder, name, task);
        if (index)
            usn = std::max(usn, index->lastUsn);
        else if (index.error().code == Error::Code::Cancelled)
            return failure(index);
        else if (index.error().code != Error::Code::DoesNotExist)
            usn = std::max(usn, remembered + MediaIndex::unreadableMargin);
    }
    return usn;
}

// A server that ran meanwhile has made a media database of its own, and devices have counted with
// it. The one that goes back must not begin below that.
Result<> Recovery::prepareMedia()
{
    if (!m_state || !m_state->user)
        return {};
    for (const qsizetype i : std::as_const(m_state->plan.moved)) {
        const Move &move = m_state->moves.at(i);
        const bool isMediaDatabase =
            artefactFor(move.entry.name).kind == Artefact::Kind::MediaDatabase;
        if (isMediaDatabase && move.entry.move == ManifestEntry::Move::Retire) {
            RETURN_IF_ERROR(prepareMediaDatabase(move));
        }
    }
    return {};
}

Result<> Recovery::prepareMediaDatabase(const Move &move)
{
    const QByteArray &name = move.entry.name;
    QList<Directory> folders = foldersOfNewer(m_state->folder.point);
    if (m_state->plan.namesInTheWay().contains(name))
        folders.append(*m_state->user);
    const auto memory = mediaMemoryOf(m_plan.user);
    ASSIGN_OR_RETURN(const qint64 newerUsn,
                     newerUsnIn(folders, name, memory ? memory->highestUsn : 0, m_task));
    if (newerUsn == 0)
        return {};
    const auto old = MediaIndex::read(m_state->folder.items, name, m_task);
    if (!old && old.error().code == Error::Code::Cancelled)
        return failure(old);
    if (!old) { // of an older format, or broken already
        m_report.warnings.append(
            QStringLiteral("%1 goes back as it was, although a server has counted on meanwhile: "
                           "single media files may differ between devices without a message")
                .arg(move.fromPath()));
        return {};
    }
    MediaIndex lifted = old->lifted(newerUsn);
    RETURN_IF_ERROR(matchStayingFolder(name, lifted));
    ASSIGN_OR_RETURN(const QByteArray image, lifted.image(move.fromPath(), m_task));
    m_lifted.append({name, image, lifted.lastUsn});
    return {};
}

// Where the act had not come to the media folder, the server that ran meanwhile has written to it.
Result<> Recovery::matchStayingFolder(const QByteArray &database, MediaIndex &index) const
{
    const auto isOfficial = database == mediaDatabaseNames(Layout::Official).first();
    const QByteArray name = mediaFolderName(isOfficial ? Layout::Official : Layout::Community);
    const QList<qsizetype> &moved = m_state->plan.moved;
    if (std::any_of(moved.begin(), moved.end(),
                    [&](qsizetype i) { return m_state->moves.at(i).entry.name == name; }))
        return {};
    const auto folder = m_state->user->openFolder(name);
    if (!folder && folder.error().code == Error::Code::DoesNotExist)
        return {};
    if (!folder)
        return failure(folder);
    return matchFolder(*folder, m_task, index);
}

// What a lifted database replaces stays in the point, with its sidecars.
void Recovery::keepReplaced()
{
    for (const Lifted &lifted : std::as_const(m_lifted)) {
        const auto isReplaced = [&](qsizetype i) {
            const Move &move = m_state->moves.at(i);
            return move.entry.move == ManifestEntry::Move::Retire &&
                   databaseOf(move.entry.name) == lifted.name;
        };
        auto &plan = m_state->plan;
        std::copy_if(plan.moved.begin(), plan.moved.end(), std::back_inserter(plan.kept),
                     isReplaced);
        plan.moved.removeIf(isReplaced);
    }
}

Result<> Recovery::placeMedia()
{
    for (const Lifted &lifted : std::as_const(m_lifted)) {
        RETURN_IF_ERROR(placeLifted(lifted));
        m_report.warnings.append(
            QStringLiteral("%1 continues at USN %2, above what a server had counted meanwhile")
                .arg(m_state->user->pathOf(lifted.name), groupedNumber(lifted.usn)));
    }
    return {};
}

Result<> Recovery::placeLifted(const Lifted &lifted)
{
    const Directory &point = m_state->folder.point;
    ASSIGN_OR_RETURN(const EntryAttributes like, attributesOf(m_state->folder.items, lifted.name));
    const QByteArray prepared = "prepared-" + lifted.name;
    if (const auto removed = point.removeFile(prepared); // of a recovery that was interrupted
        !removed && removed.error().code != Error::Code::DoesNotExist)
        return removed;
    RETURN_IF_ERROR(point.writeNewFile(prepared, lifted.image, 0600));
    RETURN_IF_ERROR(
        applyAttributes(point, like.owner, like.group, like.mode, like.extended, prepared));
    RETURN_IF_ERROR(point.renameReplacing(prepared, *m_state->user, lifted.name));
    RETURN_IF_ERROR(m_state->user->sync());
    return point.sync();
}

Result<> Recovery::begin()
{
    if (const auto written = audit(QStringLiteral("started")); !written)
        return failure(notRecorded(written.error()));
    m_started = true;
    return m_state && !m_state->user ? keepAsComplete() : Result<>();
}

// The user folder is not there any more, so the point becomes one that can be restored, of what has
// been moved into it: that makes the folder again.
Result<> Recovery::keepAsComplete()
{
    const RestorePointFolder &folder = m_state->folder;
    Manifest manifest = m_point.manifest;
    manifest.act = Manifest::Act::Reset;
    manifest.source.clear(); // what it had not taken yet is still there to be restored
    manifest.entries.clear();
    for (const ManifestEntry &entry : m_point.manifest.entries) {
        ASSIGN_OR_RETURN(const auto standing, standingAt(folder.items, entry.name, entry));
        if (entry.move == ManifestEntry::Move::Retire && standing == Standing::Ours)
            manifest.entries.append(entry);
    }
    m_report.isUserGone = true;
    if (manifest.entries.isEmpty()) {
        if (auto finished = finishPoint(false); !finished)
            return finished;
        m_report.outcome = ResetReport::Outcome::Done;
        m_report.restorePoint.clear();
        return {};
    }
    const QByteArray json = manifest.toJson();
    if (auto written = PointFiles::writeRecord(folder.point, PointFiles::manifest, json); !written)
        return written;
    const CommitRecord record{m_point.id, QDateTime::currentDateTimeUtc(),
                              QCryptographicHash::hash(json, QCryptographicHash::Sha256)};
    if (auto written =
            PointFiles::writeRecord(folder.point, PointFiles::committed, record.toJson());
        !written)
        return written;
    m_report.outcome = ResetReport::Outcome::Done;
    return {};
}

Result<> Recovery::setAside()
{
    if (!m_state)
        return {};
    for (const auto &conflict : std::as_const(m_state->plan.conflicts)) {
        if (conflict.kind == PutBackPlan::Conflict::Kind::InTheWay)
            continue;
        m_report.isIncomplete = true;
        m_report.warnings.append(conflict.text);
    }
    QByteArrayList names = m_state->plan.namesInTheWay();
    if (names.isEmpty())
        return {};
    const Directory &point = m_state->folder.point;
    Result<Directory> aside = point.makeFolder(nameOfNewer(1), 0700);
    for (int i = 2; !aside && aside.error().code == Error::Code::Exists && i < mostNewer; ++i)
        aside = point.makeFolder(nameOfNewer(i), 0700);
    if (!aside)
        return failure(aside);
    std::stable_sort(names.begin(), names.end(), [](const QByteArray &a, const QByteArray &b) {
        return retireRank(a) < retireRank(b);
    });
    for (const QByteArray &name : std::as_const(names)) {
        if (auto moved = m_state->user->renameReplacing(name, *aside, name); !moved)
            return moved;
    }
    const QList<Directory> folders{*aside, point, *m_state->user};
    for (const Directory &folder : folders) {
        if (auto synced = folder.sync(); !synced)
            return synced;
    }
    ASSIGN_OR_RETURN(auto plan, planPutBack(m_state->moves, MovedUnder::Nobody));
    m_state->plan = plan;
    if (const QByteArrayList left = plan.namesInTheWay(); !left.isEmpty())
        return failure(Error::Code::Conflict, m_plan.path(), displayName(left.first()));
    return {};
}

Result<> Recovery::goBack()
{
    bool keeps = false;
    if (m_state) {
        ASSIGN_OR_RETURN(const auto noReplace, knowsNoReplace(m_state->folder.point));
        keepReplaced();
        auto back = putBack(m_state->moves, m_state->plan, noReplace, m_back);
        if (back)
            back = placeMedia();
        for (const qsizetype i : std::as_const(m_back)) {
            const PlanStep step = putBackStep(m_state->moves.at(i).entry);
            for (StepResult &result : m_report.steps) {
                // Of a restore two entries of one name may go back, each to its own place.
                if (result.step.kind == step.kind && result.step.name == step.name &&
                    result.step.identity == step.identity)
                    result.state = StepResult::State::Done;
            }
        }
        if (!back)
            return back;
        const auto listing = m_state->folder.items.reopened();
        ASSIGN_OR_RETURN(const auto held, listing ? listing->entries() : failure(listing));
        keeps = !held.isEmpty() || !m_state->plan.kept.isEmpty() ||
                m_state->folder.point.status(PointFiles::newer).has_value();
    }
    m_locks.clear();
    if (auto finished = finishPoint(keeps); !finished)
        return finished;
    m_report.outcome = ResetReport::Outcome::Done;
    if (!keeps)
        m_report.restorePoint.clear();
    return {};
}

Result<> Recovery::finishPoint(bool keeps)
{
    if (!keeps) {
        // Without its manifest the point is no interrupted act; what else is left is harmless.
        const auto gone = discardPoint(m_store.pointsFolder(), m_point.id);
        return gone || gone.error().code == Error::Code::DoesNotExist ? Result<>() : gone;
    }
    const CommitRecord mark{m_point.id, QDateTime::currentDateTimeUtc(), {}};
    return PointFiles::writeRecord(m_state->folder.point, PointFiles::putBack, mark.toJson());
}

void Recovery::nameWhatIsLeft()
{
    for (const qsizetype i : m_state ? m_state->plan.moved : QList<qsizetype>()) {
        const Move &move = m_state->moves.at(i);
        if (!m_back.contains(i))
            m_report.leftBehind.append(
                QStringLiteral("%1 is at %2").arg(move.fromPath(), move.toPath()));
    }
    m_report.leftBehind.append(m_report.error->message());
}

Result<> Recovery::audit(const QString &phase) const
{
    AuditEntry entry;
    entry.time = QDateTime::currentDateTimeUtc();
    entry.act = QStringLiteral("recover");
    entry.phase = phase;
    entry.user = m_plan.user.name;
    entry.restorePoint = m_plan.point.id;
    entry.caller = Caller::current();
    entry.command = m_options.commandLine;
    for (const PlanStep &step : m_plan.steps)
        entry.plan.append(step.toDo());
    for (const Lifted &lifted : std::as_const(m_lifted))
        entry.mediaUsn = std::max(entry.mediaUsn, lifted.usn);
    if (phase != QStringLiteral("started")) {
        entry.outcome = outcomeName(m_report.outcome);
        entry.error = m_report.error ? codeName(m_report.error->code) : QString();
        entry.errorText = m_report.error ? m_report.error->message() : QString();
        entry.warnings = m_report.warnings;
    }
    return AuditLog::append(m_store.directory(), entry);
}

} // namespace

QString RecoveryPlan::path() const
{
    return point.manifest.isOfSessions ? store.root()->pathOf(sessionDatabase) : user.path();
}

Result<RecoveryPlan> planRecovery(const RestorePointStore &store, const RestorePoint &point)
{
    RecoveryPlan plan{store, point, {}, {}, {}, false, false};
    ASSIGN_OR_RETURN(const auto parent, store.userPlace(point));
    plan.user = userOf(store, point, parent);
    if (point.state == State::Unfinished) {
        plan.onlyClears = true;
        return plan;
    }
    if (point.state == State::UnderWay)
        return failure(store.busyError());
    if (point.state != State::Interrupted)
        return failure(Error::Code::Changed, store.pointsFolder().pathOf(point.id));
    ASSIGN_OR_RETURN(const auto state, inspectInterrupted(store, point));
    plan.isUserGone = !state.user;
    if (plan.isUserGone)
        plan.conflicts.append(QStringLiteral("%1 is missing").arg(plan.path()));
    for (const auto &conflict : state.plan.conflicts) {
        plan.conflicts.append(conflict.text);
        if (conflict.kind != PutBackPlan::Conflict::Kind::InTheWay)
            continue;
        PlanStep step;
        step.kind = PlanStep::Kind::NewerFile;
        step.name = conflict.name;
        step.files = 1;
        plan.steps.append(step);
    }
    for (const qsizetype i : state.plan.moved)
        plan.steps.append(putBackStep(state.moves.at(i).entry));
    return plan;
}

ResetReport recover(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task)
{
    ResetReport report = Recovery(plan, options, task).run();
    qCDebug(logReset).noquote() << "recovered" << plan.point.displayId()
                                << outcomeName(report.outcome);
    return report;
}

} // namespace SyncAdmin
