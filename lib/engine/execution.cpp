#include "engine/execution.h"

#include "store/auditlog.h"
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
        return retireRank(step.name);
    return 2 * afterAllRetired - retireRank(step.name);
}

ManifestEntry::Move moveKind(const PlanStep &step)
{
    if (step.kind == Step::UserFolder)
        return ManifestEntry::Move::MakeUserFolder;
    if (step.moves())
        return ManifestEntry::Move::Retire;
    return step.bringsBack() ? ManifestEntry::Move::BringBack : ManifestEntry::Move::Place;
}

} // namespace

Manifest::Act actOf(const ResetPlan &plan)
{
    if (plan.isRestore())
        return Manifest::Act::Restore;
    return plan.isOfSessions ? Manifest::Act::Revoke : Manifest::Act::Reset;
}

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

Result<> Execution::build()
{
    m_manifest.caller = Caller::current();
    m_userFolder = m_preflight->folder;
    for (const auto stage : {&Execution::openSource, &Execution::makePoint, &Execution::addEntries,
                             &Execution::writeManifest}) {
        if (auto done = (this->*stage)(); !done)
            return done;
        if (auto stopped = stopIfAsked(); !stopped)
            return stopped;
    }
    return {};
}

Result<> Execution::openSource()
{
    if (!m_plan.isRestore())
        return {};
    ASSIGN_OR_RETURN(auto source, m_store->openPoint(m_plan.source));
    m_sourcePoint = source;
    return {};
}

Result<> Execution::makePoint()
{
    AuditEntry started;
    started.time = QDateTime::currentDateTimeUtc();
    started.act = actName(actOf(m_plan));
    started.phase = QStringLiteral("started");
    started.user = m_plan.user.name;
    started.caller = m_manifest.caller;
    started.command = m_options.commandLine;
    for (const PlanStep &step : m_plan.steps)
        started.plan.append(step.toDo());
    if (auto written = AuditLog::append(m_store->directory(), started); !written)
        return written;
    m_started = true;

    ASSIGN_OR_RETURN(auto point, m_store->makePoint(m_plan.user.name, m_manifest.id));
    m_point = point;
    ASSIGN_OR_RETURN(auto fresh, m_point->point.makeFolder(PointFiles::fresh, 0700));
    m_fresh = fresh;
    ASSIGN_OR_RETURN(const auto known, knowsNoReplace(m_point->point));
    m_noReplace = known;
    return m_plan.makesUserFolder() ? makeUserFolder() : Result<>();
}

// As the restore point's manifest remembers it.
Result<> Execution::makeUserFolder()
{
    ASSIGN_OR_RETURN(const auto source, m_store->find(m_plan.source));
    RETURN_IF_ERROR(buildFolder(m_point->point, PointFiles::userFolder, source.manifest.folder));
    ASSIGN_OR_RETURN(auto folder, m_point->point.openFolder(PointFiles::userFolder));
    m_userFolder = folder;
    return {};
}

Result<ManifestEntry> Execution::entryFor(const PlanStep &step, Preparation &preparation)
{
    const auto move = moveKind(step);
    if (step.isPlaced())
        return prepareEntry(step, preparation);
    const bool brings = move == ManifestEntry::Move::BringBack;
    const Directory &folder = brings ? m_sourcePoint->items : userFolder();
    const QByteArray name = move == ManifestEntry::Move::MakeUserFolder ? QByteArray() : step.name;
    ASSIGN_OR_RETURN(const auto attributes, attributesOf(folder, name));
    const Identity identity{step.identity.device, attributes.inode, attributes.size,
                            attributes.modified, attributes.type};
    if (!name.isEmpty() && identity != step.identity)
        return failure(Error::Code::Changed, folder.pathOf(name));
    return ManifestEntry{move, step.kind, step.name, step.files, step.bytes, attributes};
}

Result<> Execution::addEntries()
{
    Preparation preparation{m_plan, userFolder(), *m_fresh, std::nullopt, m_task, {}, {}};
    if (m_sourcePoint)
        preparation.sourceItems = m_sourcePoint->items;
    for (const PlanStep &step : executionOrder(m_plan.steps)) {
        ASSIGN_OR_RETURN(const ManifestEntry entry, entryFor(step, preparation));
        m_manifest.entries.append(entry);
    }
    m_manifest.installed = preparation.installed;
    if (m_plan.returning)
        m_manifest.installed.append(*m_plan.returning);
    m_manifest.seenUsn = m_plan.seenUsn;
    m_mediaFolders = preparation.mediaFolders;
    return m_fresh->sync();
}

Result<> Execution::writeManifest()
{
    ASSIGN_OR_RETURN(const auto folder, attributesOf(userFolder(), {}));
    m_manifest.act = actOf(m_plan);
    m_manifest.isOfSessions = m_plan.isOfSessions;
    m_manifest.user = m_plan.user.name;
    m_manifest.place = m_plan.user.place;
    m_manifest.layout = m_plan.user.layout;
    m_manifest.made = QDateTime::currentDateTimeUtc();
    m_manifest.command = m_options.commandLine;
    m_manifest.keepMediaFiles = m_plan.options.keepMediaFiles;
    m_manifest.scope = m_plan.options.scope;
    m_manifest.source = m_plan.source;
    m_manifest.folder = folder;
    std::optional<Directory> sourceItems;
    if (m_sourcePoint)
        sourceItems = m_sourcePoint->items;
    ASSIGN_OR_RETURN(auto moves, movesOf(m_manifest, {m_point->point, m_point->items, userFolder(),
                                                      m_preflight->parent, m_fresh, sourceItems}));
    const QByteArray json = m_manifest.toJson();
    // What could not be read again could not be restored.
    if (const auto readable = Manifest::fromJson(json, m_point->point.pathOf(PointFiles::manifest));
        !readable)
        return failure(readable);
    // Nothing is moved without the list of what is moved on the disk.
    for (const Directory *place :
         std::initializer_list<const Directory *>{&m_point->items, &m_store->pointsFolder()}) {
        if (auto synced = place->sync(); !synced)
            return synced;
    }
    if (auto written = PointFiles::writeRecord(m_point->point, PointFiles::manifest, json);
        !written)
        return written;
    for (const Directory *place : {&m_store->pointsFolder(), &m_store->directory()}) {
        if (auto synced = place->sync(); !synced)
            return synced;
    }
    m_manifestSum = QCryptographicHash::hash(json, QCryptographicHash::Sha256);
    m_moves = moves;
    return {};
}

} // namespace SyncAdmin
