#include "engine/pointbuilder.h"

#include "engine/preparation.h"
#include "store/pointfiles.h"

#include <QCryptographicHash>

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;

// Restored entries come in the reverse of the order in which they leave.
int rankOf(const PlanStep &step)
{
    constexpr int afterAllRetired = 10;
    if (step.kind == Step::UserFolder)
        return -1;
    if (step.moves())
        return moveOutRank(step.name);
    return 2 * afterAllRetired - moveOutRank(step.name);
}

ManifestEntry::Move moveKind(const PlanStep &step)
{
    if (step.kind == Step::UserFolder)
        return ManifestEntry::Move::MakeUserFolder;
    if (step.moves())
        return ManifestEntry::Move::MoveOut;
    return step.isReturned() ? ManifestEntry::Move::Return : ManifestEntry::Move::Install;
}

} // namespace

QList<PlanStep> executionOrder(const QList<PlanStep> &steps)
{
    QList<PlanStep> ordered;
    for (const PlanStep &step : steps) {
        if (!step.isKept())
            ordered.append(step);
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const PlanStep &a, const PlanStep &b) { return rankOf(a) < rankOf(b); });
    return ordered;
}

Result<> stopIfAsked(const ResetPlan &plan, const Task &task)
{
    if (task.stopRequested())
        return failure(Error::Code::Cancelled, plan.path());
    return {};
}

PointBuilder::PointBuilder(const ResetPlan &plan, const ExecutionOptions &options, const Task &task,
                           const Preflight &preflight, const RestorePointStore &store)
    : m_plan(plan), m_options(options), m_task(task), m_preflight(preflight), m_store(store)
{}

Result<> PointBuilder::run()
{
    m_built.manifest.caller = Caller::current();
    m_built.userFolder = m_preflight.folder;
    for (const auto stage : {&PointBuilder::openSource, &PointBuilder::makePoint,
                             &PointBuilder::addEntries, &PointBuilder::writeManifest}) {
        RETURN_IF_ERROR((this->*stage)());
        RETURN_IF_ERROR(stopIfAsked(m_plan, m_task));
    }
    return {};
}

Result<> PointBuilder::openSource()
{
    if (m_plan.source.isEmpty())
        return {};
    ASSIGN_OR_RETURN(m_built.sourcePoint, m_store.openPoint(m_plan.source));
    return {};
}

Result<> PointBuilder::makePoint()
{
    ASSIGN_OR_RETURN(m_built.point, m_store.makePoint(m_plan.user.name, m_built.manifest.id));
    const Directory &point = m_built.point->point;
    ASSIGN_OR_RETURN(m_built.fresh, point.makeFolder(PointFiles::fresh, 0700));
    ASSIGN_OR_RETURN(m_built.noReplace, knowsNoReplace(point));
    return m_plan.makesUserFolder() ? makeUserFolder() : Result<>();
}

// As the restore point's manifest remembers it.
Result<> PointBuilder::makeUserFolder()
{
    ASSIGN_OR_RETURN(const auto source, m_store.find(m_plan.source));
    RETURN_IF_ERROR(
        buildFolder(m_built.point->point, PointFiles::userFolder, source.manifest.folder));
    ASSIGN_OR_RETURN(m_built.userFolder, m_built.point->point.openFolder(PointFiles::userFolder));
    return {};
}

Result<ManifestEntry> PointBuilder::entryFor(const PlanStep &step, Preparation &preparation)
{
    const auto move = moveKind(step);
    if (step.isPlaced())
        return prepareEntry(step, preparation);
    const bool brings = move == ManifestEntry::Move::Return;
    const Directory &folder = brings ? m_built.sourcePoint->items : userFolder();
    const QByteArray name = move == ManifestEntry::Move::MakeUserFolder ? QByteArray() : step.name;
    ASSIGN_OR_RETURN(const auto attributes, attributesOf(folder, name));
    const Identity identity{step.identity.device, attributes.inode, attributes.size,
                            attributes.modified, attributes.type};
    if (!name.isEmpty() && identity != step.identity)
        return failure(Error::Code::Changed, folder.pathOf(name));
    return ManifestEntry{move, step.kind, step.name, step.files, step.bytes, attributes};
}

Result<> PointBuilder::addEntries()
{
    Preparation preparation{m_plan, userFolder(), *m_built.fresh, std::nullopt, m_task, {}, {}};
    if (m_built.sourcePoint)
        preparation.sourceItems = m_built.sourcePoint->items;
    for (const PlanStep &step : executionOrder(m_plan.steps)) {
        ASSIGN_OR_RETURN(const ManifestEntry entry, entryFor(step, preparation));
        m_built.manifest.entries.append(entry);
    }
    m_built.manifest.installed = preparation.installed;
    if (m_plan.returning)
        m_built.manifest.installed.append(*m_plan.returning);
    m_built.manifest.seenUsn = m_plan.seenUsn;
    m_built.mediaFolders = preparation.mediaFolders;
    return m_built.fresh->sync();
}

Result<> PointBuilder::writeManifest()
{
    ASSIGN_OR_RETURN(const auto folder, attributesOf(userFolder(), {}));
    m_built.manifest.operation = m_plan.operation;
    m_built.manifest.entryFolder = m_plan.entryFolder;
    m_built.manifest.user = m_plan.user.name;
    m_built.manifest.place = m_plan.user.place;
    m_built.manifest.layout = m_plan.user.layout;
    m_built.manifest.made = QDateTime::currentDateTimeUtc();
    m_built.manifest.command = m_options.commandLine;
    m_built.manifest.keepMediaFiles = m_plan.options.keepMediaFiles;
    m_built.manifest.scope = m_plan.options.scope;
    m_built.manifest.source = m_plan.source;
    m_built.manifest.folder = folder;
    std::optional<Directory> sourceItems;
    if (m_built.sourcePoint)
        sourceItems = m_built.sourcePoint->items;
    ASSIGN_OR_RETURN(auto moves, movesOf(m_built.manifest,
                                         {m_built.point->point, m_built.point->items, userFolder(),
                                          m_preflight.parent, m_built.fresh, sourceItems}));
    const QByteArray json = m_built.manifest.toJson();
    // What could not be read again could not be restored.
    RETURN_IF_ERROR(Manifest::fromJson(json, m_built.point->point.pathOf(PointFiles::manifest)));
    // Nothing is moved without the list of what is moved on the disk.
    RETURN_IF_ERROR(m_built.point->items.sync());
    RETURN_IF_ERROR(m_store.pointsFolder().sync());
    RETURN_IF_ERROR(PointFiles::writeRecord(m_built.point->point, PointFiles::manifest, json));
    RETURN_IF_ERROR(m_store.pointsFolder().sync());
    RETURN_IF_ERROR(m_store.directory().sync());
    m_built.manifestSum = QCryptographicHash::hash(json, QCryptographicHash::Sha256);
    m_built.moves = moves;
    return {};
}

} // namespace SyncAdmin
