#include "operations/restore.h"

#include "analysis/mediaindex.h"
#include "base/log.h"
#include "operations/givenup.h"
#include "operations/mediarestoreplanner.h"
#include "operations/revoke.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using ArtefactKind = Artefact::Kind;

// Plans the restore of a point of a user's data.
class RestorePlanner
{
public:
    RestorePlanner(const RestorePointStore &store, const RestorePoint &point,
                   const RestoreSource &source, const RestoreTarget &target, const Task &task)
        : m_store(store), m_point(point), m_source(source), m_target(target), m_task(task)
    {}
    Result<ResetPlan> run();

private:
    void begin();
    Result<> planCollection();
    Result<> planMedia();
    void returnOthers();
    Result<> moveOutNewer();
    std::optional<Step> movedOutKind(const UserEntry &entry) const;
    Result<> countGivenUp();
    Result<bool> isCollectionAsLeft() const;
    void sortIncoming();
    bool isIncoming(const QByteArray &name) const;

    const RestorePointStore &m_store;
    const RestorePoint &m_point;
    const RestoreSource &m_source;
    const RestoreTarget &m_target;
    const Task &m_task;
    QList<PlanStep> m_incoming; // what enters the user folder
    QByteArrayList m_replaced;  // databases of which all files in the user folder move out
    ResetPlan m_plan;
};

bool RestorePlanner::isIncoming(const QByteArray &name) const
{
    return std::any_of(m_incoming.begin(), m_incoming.end(),
                       [&name](const PlanStep &step) { return step.name == name; });
}

void RestorePlanner::begin()
{
    m_plan.operation = Manifest::Operation::Restore;
    m_plan.options = optionsOf(m_source.manifest());
    m_plan.source = m_point.id;
    m_plan.user = m_target.user;
    if (m_target.folder) {
        m_plan.folder = Identity::of(m_target.status);
        return;
    }
    PlanStep made;
    made.kind = Step::UserFolder;
    made.name = m_plan.user.name;
    m_plan.steps.append(made);
}

// A database returns without sidecars: SQLite, or a server that starts, can delete one that it
// finds beside it. One that cannot be read returns as it was.
Result<> RestorePlanner::planCollection()
{
    if (!m_plan.options.takesCollection())
        return {};
    m_replaced.append(collectionName());
    const PlanStep *database = m_source.item(collectionName());
    if (database == nullptr)
        return {};
    PlanStep step = *database;
    const QList<PlanStep> sidecars = m_source.sidecarsOf(collectionName());
    if (std::any_of(sidecars.begin(), sidecars.end(), hasContent)) {
        ASSIGN_OR_RETURN(const bool isReadable,
                         canBeRead(m_source.items(), collectionName(), m_task));
        if (isReadable)
            step.kind = Step::FoldedCollectionFile;
        else
            m_incoming += sidecars;
    }
    m_incoming.append(step);
    return {};
}

Result<> RestorePlanner::planMedia()
{
    MediaRestorePlanner media(m_source, m_target, m_task);
    RETURN_IF_ERROR(media.run(m_plan));
    m_incoming += media.incoming();
    m_replaced += media.replaced();
    return {};
}

// Temporary files, mostly.
void RestorePlanner::returnOthers()
{
    for (const PlanStep &step : m_source.held()) {
        const ArtefactKind kind = artefactFor(step.name).kind;
        const bool isPlannedFor =
            kind == ArtefactKind::Collection || kind == ArtefactKind::CollectionSidecar ||
            kind == ArtefactKind::MediaDatabase || kind == ArtefactKind::MediaDatabaseSidecar;
        if (!isPlannedFor && !isIncoming(step.name))
            m_incoming.append(step);
    }
}

// The kind of step for an entry of the user folder; nothing where it stays as it is.
std::optional<Step> RestorePlanner::movedOutKind(const UserEntry &entry) const
{
    const bool collides = isIncoming(entry.name);
    const auto ifReplaced = [&](const QByteArray &database) {
        return m_replaced.contains(database) ? std::optional(Step::NewerFile) : std::nullopt;
    };
    switch (entry.artefact.kind) {
    case ArtefactKind::Collection:
    case ArtefactKind::MediaDatabase:
        if (collides || m_replaced.contains(entry.name))
            return Step::NewerFile;
        return entry.artefact.kind == ArtefactKind::MediaDatabase
                   ? std::optional(Step::KeptMediaDatabase)
                   : std::nullopt;
    case ArtefactKind::CollectionSidecar:
    case ArtefactKind::MediaDatabaseSidecar:
        return ifReplaced(entry.artefact.database);
    case ArtefactKind::MediaFolder:
        if (!m_plan.options.takesMedia() && !collides && !m_source.hasInstalled(entry.name))
            return Step::KeptMediaFiles;
        return entry.status.isFolder() ? Step::NewerMediaFolder : Step::NewerFile;
    case ArtefactKind::Temporary:
        return collides || (entry.status.isRegular() && m_plan.options.takesCollection())
                   ? std::optional(Step::NewerFile)
                   : std::nullopt;
    case ArtefactKind::NfsLeftover:
    case ArtefactKind::Other:
        break;
    }
    return collides ? std::optional(Step::NewerFile) : std::nullopt;
}

Result<> RestorePlanner::moveOutNewer()
{
    if (!m_target.folder)
        return {};
    ASSIGN_OR_RETURN(const DiskUsage usage,
                     measureUserFolder(*m_target.folder, m_target.entries, 1, m_task));
    for (const UserEntry &entry : m_target.entries) {
        const FileStatus &status = entry.status;
        const auto kind = movedOutKind(entry);
        if (!kind) {
            m_plan.kept.append(entry);
            continue;
        }
        PlanStep step;
        step.kind = *kind;
        step.name = entry.name;
        step.files = 1;
        step.bytes = status.size;
        step.identity = Identity::of(status);
        step.database = entry.artefact.database;
        if (status.isFolder()) {
            step.files = usage.inFolder(entry.name, DiskUsage::Class::Media).files;
            step.bytes = usage.inFolder(entry.name).bytes;
        }
        if (*kind == Step::KeptMediaDatabase) {
            const auto index = MediaIndex::read(*m_target.folder, entry.name, m_task);
            step.files = index ? index->rows.size() : 0;
            step.isUncounted = !index;
        }
        m_plan.steps.append(step);
    }
    return {};
}

// Whether nobody has written to the collection since an operation put it there.
Result<bool> RestorePlanner::isCollectionAsLeft() const
{
    const UserEntry *wal = m_target.entry(collectionName() + "-wal");
    if (wal != nullptr && wal->status.size > 0)
        return false;
    ASSIGN_OR_RETURN(const QList<RestorePoint> points, m_store.pointsOf(m_plan.user));
    for (const RestorePoint &point : points) {
        for (const ManifestEntry &entry : point.manifest.entries) {
            const bool isPut = entry.move == ManifestEntry::Move::Return ||
                               entry.move == ManifestEntry::Move::Install;
            const UserEntry *today = m_target.entry(entry.name);
            if (isPut && entry.name == collectionName() && today != nullptr &&
                entry.attributes.isSameEntry(today->status) &&
                entry.attributes.isUnwritten(today->status))
                return true;
        }
    }
    return false;
}

Result<> RestorePlanner::countGivenUp()
{
    const bool replacesCollection =
        m_plan.options.takesCollection() && m_target.entry(collectionName()) != nullptr;
    if (replacesCollection) {
        ASSIGN_OR_RETURN(const bool isAsLeft, isCollectionAsLeft());
        m_plan.isLate = m_plan.isLate || !isAsLeft;
    }
    ASSIGN_OR_RETURN(m_plan.givenUp, SyncAdmin::countGivenUp(m_source, m_target, replacesCollection,
                                                             m_plan.steps, m_task));
    return {};
}

// Sorts the steps in the order of reports, whether an entry returns or is made.
void RestorePlanner::sortIncoming()
{
    const auto rank = [](const PlanStep &step) {
        const Step kind = step.kind == Step::FreshMediaFolder   ? Step::RestoredMediaFolder
                          : artefactFor(step.name).isDatabase() ? returnedKind(step.name)
                                                                : step.kind;
        return static_cast<int>(kind);
    };
    std::stable_sort(m_incoming.begin(), m_incoming.end(),
                     [&rank](const PlanStep &a, const PlanStep &b) {
                         return rank(a) != rank(b) ? rank(a) < rank(b) : a.name < b.name;
                     });
}

Result<ResetPlan> RestorePlanner::run()
{
    begin();
    RETURN_IF_ERROR(planCollection());
    RETURN_IF_ERROR(planMedia());
    returnOthers();
    RETURN_IF_ERROR(moveOutNewer());
    RETURN_IF_ERROR(countGivenUp());
    sortIncoming();
    m_plan.steps += m_incoming;
    qCDebug(logReset).noquote() << "planned" << m_plan.steps.size() << "steps to restore"
                                << m_point.displayId();
    return m_plan;
}

// Of a point of sessions: today's session.db moves out.
Result<ResetPlan> planSessionsRestore(const RestoreSource &source, const RestorePoint &point)
{
    ResetPlan plan = planOfSessions(Manifest::Operation::RestoreSessions);
    plan.user = source.user();
    plan.source = point.id;
    ASSIGN_OR_RETURN(const Directory root, plan.openFolder());
    ASSIGN_OR_RETURN(const FileStatus status, root.status());
    ASSIGN_OR_RETURN(plan.steps, sessionFileSteps(root, Step::NewerFile));
    plan.folder = Identity::of(status);
    QList<PlanStep> incoming = source.held();
    std::stable_sort(incoming.begin(), incoming.end(),
                     [](const PlanStep &a, const PlanStep &b) { return a.name < b.name; });
    plan.steps += incoming;
    return plan;
}

} // namespace

Result<ResetPlan> planRestore(const RestorePointStore &store, const RestorePoint &point,
                              const Task &task)
{
    RETURN_IF_ERROR(store.checkRestorable(point));
    ASSIGN_OR_RETURN(const RestoreSource source, RestoreSource::open(store, point));
    if (point.manifest.entryFolder == EntryFolder::DataRoot)
        return planSessionsRestore(source, point);
    ASSIGN_OR_RETURN(const RestoreTarget target, RestoreTarget::open(source.user()));
    return RestorePlanner(store, point, source, target, task).run();
}

} // namespace SyncAdmin
