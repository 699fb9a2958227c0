#include "operations/mediarestoreplanner.h"

#include "analysis/medialisting.h"
#include "store/mediamemory.h"
#include "volume/artefact.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using Content = MediaDatabasePlan::Content;
using Way = MediaDecision::Way;

Step stepFor(Content content)
{
    switch (content) {
    case Content::Lifted:
    case Content::Matched:
        return Step::LiftedMediaDatabase;
    case Content::Folder:
        return Step::RebuiltMediaDatabase;
    case Content::Completed:
        return Step::CompletedMediaDatabase;
    case Content::Empty:
        break;
    }
    return Step::CreatedMediaDatabase;
}

} // namespace

MediaRestorePlanner::MediaRestorePlanner(const RestoreSource &source, const RestoreTarget &target,
                                         const Task &task)
    : m_source(source), m_target(target), m_task(task)
{}

Result<> MediaRestorePlanner::run(ResetPlan &plan)
{
    if (plan.options.scope == ResetScope::Collection)
        return {};
    for (const Layout layout : {Layout::Official, Layout::Community}) {
        RETURN_IF_ERROR(
            planMedia({mediaDatabaseNames(layout).first(), mediaFolderName(layout)}, plan));
    }
    return {};
}

Result<> MediaRestorePlanner::planMedia(const Media &media, ResetPlan &plan)
{
    return plan.options.takesMedia() ? replaceMedia(media, plan) : keepMedia(media, plan);
}

bool MediaRestorePlanner::keepsFolder(const Media &media) const
{
    const UserEntry *today = m_target.entry(media.folder);
    return !optionsOf(m_source.manifest()).takesMedia() && today != nullptr &&
           today->status.isFolder();
}

Result<MediaDecision> MediaRestorePlanner::decide(const Media &media,
                                                  const MediaMemory &memory) const
{
    const PlanStep *folder = m_source.item(media.folder);
    MediaRestore restore{m_source.items(),
                         m_target.folder,
                         media.database,
                         media.folder,
                         m_source.item(media.database) != nullptr,
                         folder != nullptr && folder->identity.type == FileStatus::Type::Folder,
                         keepsFolder(media),
                         false,
                         memory};
    const QList<PlanStep> sidecars = m_source.sidecarsOf(media.database);
    restore.hasSidecars = std::any_of(sidecars.begin(), sidecars.end(), hasContent);
    return decideMedia(restore, m_task);
}

Result<> MediaRestorePlanner::replaceMedia(const Media &media, ResetPlan &plan)
{
    m_replaced.append(media.database);
    if (media.folder == mediaFolderName(Layout::Community))
        m_replaced.append(clientMediaDatabaseName());
    const PlanStep *folder = m_source.item(media.folder);
    if (folder != nullptr)
        m_incoming.append(*folder);
    returnClientDatabase(media);
    const bool isInvolved = folder != nullptr || m_source.item(media.database) != nullptr ||
                            m_target.entry(media.database) != nullptr ||
                            m_source.hasInstalled(media.database);
    if (!isInvolved)
        return {};
    ASSIGN_OR_RETURN(const MediaMemory memory, mediaMemoryOf(m_target.user));
    ASSIGN_OR_RETURN(const MediaDecision decision, decide(media, memory));
    addDatabase(media, decision, plan);
    plan.isLate = plan.isLate || decision.isLate;
    plan.startsMediaAnew = plan.startsMediaAnew || decision.startsAnew;
    plan.seenUsn = std::max(plan.seenUsn, decision.seenUsn);
    // A media database that is made has a media folder beside it.
    if (folder == nullptr && !keepsFolder(media) && decision.way == Way::Placed) {
        PlanStep fresh;
        fresh.kind = Step::FreshMediaFolder;
        fresh.name = media.folder;
        m_incoming.append(fresh);
    }
    return {};
}

void MediaRestorePlanner::addDatabase(const Media &media, const MediaDecision &decision,
                                      ResetPlan &plan)
{
    if (decision.way == Way::None)
        return;
    PlanStep step;
    if (decision.way == Way::Placed) {
        step.kind = stepFor(decision.plan->content);
        step.name = media.database;
        step.files = decision.rows;
        step.usn = decision.lastUsn;
        plan.mediaDatabases.append(*decision.plan);
    } else {
        step = *m_source.item(media.database);
        if (decision.way == Way::Folded)
            step.kind = Step::FoldedMediaDatabase;
        if (decision.way == Way::WithSidecars)
            m_incoming += m_source.sidecarsOf(media.database);
        plan.returning = decision.returning;
    }
    m_incoming.append(step);
}

// A media database of a server of Anki 2.0 returns as it was.
void MediaRestorePlanner::returnClientDatabase(const Media &media)
{
    const PlanStep *client = m_source.item(clientMediaDatabaseName());
    if (client != nullptr && media.folder == mediaFolderName(Layout::Community))
        m_incoming.append(*client);
}

// The media folder stays, and so does its database. Where the operation had replaced the database,
// files without a row get one.
Result<> MediaRestorePlanner::keepMedia(const Media &media, ResetPlan &plan)
{
    const bool holdsDatabase = m_source.item(media.database) != nullptr;
    if (!holdsDatabase && !m_source.hasInstalled(media.database)) {
        returnClientDatabase(media);
        return {};
    }
    if (m_target.entry(media.database) != nullptr)
        return completeDatabase(media, plan);
    return holdsDatabase ? replaceMedia(media, plan) : Result<>();
}

Result<> MediaRestorePlanner::completeDatabase(const Media &media, ResetPlan &plan)
{
    const auto folder = m_target.folder->openFolder(media.folder);
    auto index = MediaIndex::read(*m_target.folder, media.database, m_task);
    if (!index && index.error().code == Error::Code::Cancelled)
        return failure(index);
    const bool isOfficial = media.folder == mediaFolderName(Layout::Official);
    if (!folder || !index || (index->version == 4) != isOfficial)
        return {};
    ASSIGN_OR_RETURN(QList<MediaFile> files, listMedia(*folder, m_task));
    QByteArrayList known = index->names();
    std::sort(known.begin(), known.end());
    files.removeIf([&known](const MediaFile &file) {
        return std::binary_search(known.begin(), known.end(), file.name);
    });
    if (files.isEmpty())
        return {};
    MediaDatabasePlan database;
    database.name = media.database;
    database.content = Content::Completed;
    database.version = index->version;
    database.mediaFolder = media.folder;
    database.indexes = index->indexes;
    PlanStep step;
    step.kind = stepFor(database.content);
    step.name = media.database;
    step.files = files.size();
    step.usn = index->lastUsn + files.size();
    if (step.usn > MediaIndex::maxUsn)
        return failure(Error::Code::UsnLimit, m_target.folder->pathOf(media.database));
    plan.mediaDatabases.append(database);
    m_replaced.append(media.database);
    m_incoming.append(step);
    return {};
}

bool hasContent(const PlanStep &sidecar)
{
    return sidecar.identity.size > 0 &&
           (sidecar.name.endsWith("-wal") || sidecar.name.endsWith("-journal"));
}

} // namespace SyncAdmin
