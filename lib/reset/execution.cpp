#include "reset/execution.h"

#include "base/attributes.h"
#include "base/writing.h"
#include "reset/auditlog.h"
#include "reset/pointfiles.h"
#include "server/sessionedit.h"

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
    if (step.bringsBack())
        return 2 * afterAllRetired - retireRank(step.name);
    return 2 * afterAllRetired + 1;
}

ManifestEntry::Move moveKind(const PlanStep &step)
{
    if (step.kind == Step::UserFolder)
        return ManifestEntry::Move::MakeUserFolder;
    if (step.moves())
        return ManifestEntry::Move::Retire;
    return step.bringsBack() ? ManifestEntry::Move::BringBack : ManifestEntry::Move::Place;
}

// What an entry of this folder is now, with its ACL.
Result<EntryAttributes> attributesOf(const Directory &folder, const QByteArray &name)
{
    const auto status = name.isEmpty() ? folder.status() : folder.status(name);
    if (!status)
        return tl::unexpected(status.error());
    const auto extended = readAttributes(folder, name);
    if (!extended)
        return tl::unexpected(extended.error());
    return EntryAttributes::of(*status, *extended);
}

// An empty folder of ours made to look like another one.
Result<EntryAttributes> buildFolder(const Directory &in, const QByteArray &name,
                                    const EntryAttributes &like)
{
    const auto folder = in.makeFolder(name, 0700);
    if (!folder)
        return tl::unexpected(folder.error());
    if (const auto applied =
            applyAttributes(*folder, like.owner, like.group, like.mode, like.extended);
        !applied)
        return tl::unexpected(applied.error());
    if (const auto synced = folder->sync(); !synced)
        return tl::unexpected(synced.error());
    return attributesOf(*folder, {});
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
        if (step.kind != Step::KeptMediaFiles)
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
    auto source = m_store->openPoint(m_plan.source);
    if (!source)
        return tl::unexpected(source.error());
    m_sourcePoint = *source;
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

    auto point = m_store->makePoint(m_plan.user.name, m_manifest.id);
    if (!point)
        return tl::unexpected(point.error());
    m_point = *point;
    auto fresh = m_point->point.makeFolder(PointFiles::fresh, 0700);
    if (!fresh)
        return tl::unexpected(fresh.error());
    m_fresh = *fresh;
    const auto known = knowsNoReplace(m_point->point);
    if (!known)
        return tl::unexpected(known.error());
    m_noReplace = *known;
    return m_plan.makesUserFolder() ? makeUserFolder() : Result<>();
}

// As the restore point's manifest remembers it.
Result<> Execution::makeUserFolder()
{
    const auto source = m_store->find(m_plan.source);
    if (!source)
        return tl::unexpected(source.error());
    const auto made = buildFolder(m_point->point, PointFiles::userFolder, source->manifest.folder);
    if (!made)
        return tl::unexpected(made.error());
    auto folder = m_point->point.openFolder(PointFiles::userFolder);
    if (!folder)
        return tl::unexpected(folder.error());
    m_userFolder = *folder;
    return {};
}

Result<ManifestEntry> Execution::freshFolder(const PlanStep &step)
{
    const auto old = m_preflight->entries.constFind(step.name);
    const bool hadOne = old != m_preflight->entries.constEnd() && old->isFolder();
    const auto like = attributesOf(userFolder(), hadOne ? step.name : QByteArray());
    if (!like)
        return tl::unexpected(like.error());
    const auto built = buildFolder(*m_fresh, step.name, *like);
    if (!built)
        return tl::unexpected(built.error());
    return ManifestEntry{ManifestEntry::Move::Place, step.kind, step.name, 0, 0, *built};
}

// The new session.db, as it will stand in the data root.
Result<ManifestEntry> Execution::editedSessions(const PlanStep &step)
{
    const auto like = attributesOf(userFolder(), step.name);
    if (!like)
        return tl::unexpected(like.error());
    const auto edit = editSessions(userFolder(), m_plan.user.name, m_task);
    if (!edit)
        return tl::unexpected(edit.error());
    if (edit->removed != step.files || edit->left != m_plan.sessionsLeft)
        return failure(Error::Code::Changed, userFolder().pathOf(step.name));
    if (const auto written = m_fresh->writeNewFile(step.name, edit->image, 0600); !written)
        return tl::unexpected(written.error());
    if (const auto applied = applyAttributes(*m_fresh, like->owner, like->group, like->mode,
                                             like->extended, step.name);
        !applied)
        return tl::unexpected(applied.error());
    const auto file = m_fresh->openFile(step.name);
    if (!file)
        return tl::unexpected(file.error());
    const QString path = m_fresh->pathOf(step.name);
    if (const auto synced = syncFile(file->get(), path, *m_fresh->calls()); !synced)
        return tl::unexpected(synced.error());
    const auto stands = m_fresh->readFile(step.name, edit->image.size());
    if (!stands)
        return tl::unexpected(stands.error());
    if (*stands != edit->image)
        return failure(Error::Code::Damaged, path,
                       QStringLiteral("the disk does not give back what was written"));
    const auto made = attributesOf(*m_fresh, step.name);
    if (!made)
        return tl::unexpected(made.error());
    return ManifestEntry{ManifestEntry::Move::Place, step.kind, step.name, step.files,
                         edit->image.size(),         *made};
}

Result<ManifestEntry> Execution::entryFor(const PlanStep &step)
{
    const auto move = moveKind(step);
    if (step.kind == Step::RevokedSessions)
        return editedSessions(step);
    if (move == ManifestEntry::Move::Place)
        return freshFolder(step);
    const bool brings = move == ManifestEntry::Move::BringBack;
    const Directory &folder = brings ? m_sourcePoint->items : userFolder();
    const QByteArray name = move == ManifestEntry::Move::MakeUserFolder ? QByteArray() : step.name;
    const auto attributes = attributesOf(folder, name);
    if (!attributes)
        return tl::unexpected(attributes.error());
    const Identity identity{step.identity.device, attributes->inode, attributes->size,
                            attributes->modified, attributes->type};
    if (!name.isEmpty() && identity != step.identity)
        return failure(Error::Code::Changed, folder.pathOf(name));
    return ManifestEntry{move, step.kind, step.name, step.files, step.bytes, *attributes};
}

Result<> Execution::addEntries()
{
    for (const PlanStep &step : executionOrder(m_plan.steps)) {
        const auto entry = entryFor(step);
        if (!entry)
            return tl::unexpected(entry.error());
        m_manifest.entries.append(*entry);
    }
    return m_fresh->sync();
}

Result<> Execution::writeManifest()
{
    const auto folder = attributesOf(userFolder(), {});
    if (!folder)
        return tl::unexpected(folder.error());
    m_manifest.act = actOf(m_plan);
    m_manifest.isOfSessions = m_plan.isOfSessions;
    m_manifest.user = m_plan.user.name;
    m_manifest.place = m_plan.user.place;
    m_manifest.layout = m_plan.user.layout;
    m_manifest.made = QDateTime::currentDateTimeUtc();
    m_manifest.command = m_options.commandLine;
    m_manifest.keepMediaFiles = m_plan.options.keepMediaFiles;
    m_manifest.source = m_plan.source;
    m_manifest.folder = *folder;
    std::optional<Directory> sourceItems;
    if (m_sourcePoint)
        sourceItems = m_sourcePoint->items;
    auto moves = movesOf(m_manifest, {m_point->point, m_point->items, userFolder(),
                                      m_preflight->parent, m_fresh, sourceItems});
    if (!moves)
        return tl::unexpected(moves.error());
    const QByteArray json = m_manifest.toJson();
    // What could not be read again could not be restored.
    if (const auto readable = Manifest::fromJson(json, m_point->point.pathOf(PointFiles::manifest));
        !readable)
        return tl::unexpected(readable.error());
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
    m_moves = *moves;
    return {};
}

} // namespace SyncAdmin
