#include "operations/resetplanner.h"

#include "analysis/medialisting.h"
#include "base/displayname.h"
#include "base/log.h"
#include "operations/resetmedia.h"

#include <unistd.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using Content = MediaDatabasePlan::Content;
using ArtefactKind = Artefact::Kind;

// The order of the report. A database precedes its sidecars because of its name.
int rankOf(Step kind)
{
    switch (kind) {
    case Step::CollectionFile:
        return 0;
    case Step::MediaFolder:
    case Step::KeptMediaFiles:
        return 1;
    case Step::MediaDatabase:
    case Step::KeptMediaDatabase:
        return 2;
    case Step::TemporaryFile:
        return 3;
    case Step::FreshMediaFolder:
        return 4;
    default: // a database that is put into place
        return 5;
    }
}

// Plans the reset of one user.
class ResetPlanner
{
public:
    enum class Depth { Outline, Whole };
    ResetPlanner(const UserAnalysis &analysis, const ResetOptions &options, Depth depth,
                 const Task &task)
        : m_analysis(analysis), m_options(options), m_isOutline(depth == Depth::Outline),
          m_task(task), m_media(analysis, options, task)
    {}
    Result<ResetPlan> run();

private:
    using Media = ResetMedia::Database;

    Result<> planEntries();
    std::optional<Step> stepFor(const UserEntry &entry) const;
    std::optional<Step> databaseStep(const QByteArray &database) const;
    PlanStep stepOf(Step kind, const UserEntry &entry) const;
    bool isTemporary(const UserEntry &entry) const;
    bool isFresh() const;
    QByteArrayList freshFolders() const;
    void addFreshFolders();
    void outlineDatabase(const Media &media);
    Result<> addDatabases();
    PlanStep placed(Step kind, const QByteArray &name, const QByteArray &like);

    const UserAnalysis &m_analysis;
    const ResetOptions &m_options;
    const bool m_isOutline;
    const Task &m_task;
    ResetMedia m_media;
    ResetPlan m_plan;
};

bool ResetPlanner::isTemporary(const UserEntry &entry) const
{
    return entry.status.isRegular() &&
           (!entry.artefact.layouts || (entry.artefact.layouts & m_analysis.layouts()));
}

std::optional<Step> ResetPlanner::databaseStep(const QByteArray &database) const
{
    const bool isCommunity = mediaDatabaseNames(Layout::Community).contains(database);
    const QByteArray folder = mediaFolderName(isCommunity ? Layout::Community : Layout::Official);
    const Media *media = m_media.beside(folder);
    if (media == nullptr || !media->isKept)
        return Step::MediaDatabase;
    return database == media->name ? std::optional(Step::KeptMediaDatabase) : std::nullopt;
}

std::optional<Step> ResetPlanner::stepFor(const UserEntry &entry) const
{
    const bool takesCollection = m_options.scope != ResetScope::Media;
    const bool takesMedia = m_options.scope != ResetScope::Collection;
    switch (entry.artefact.kind) {
    case ArtefactKind::Collection:
    case ArtefactKind::CollectionSidecar:
        return takesCollection ? std::optional(Step::CollectionFile) : std::nullopt;
    case ArtefactKind::MediaDatabase:
        return databaseStep(entry.name);
    case ArtefactKind::MediaDatabaseSidecar:
        return databaseStep(entry.artefact.database) == Step::MediaDatabase
                   ? std::optional(Step::MediaDatabase)
                   : std::nullopt;
    case ArtefactKind::MediaFolder:
        return takesMedia && !m_options.keepMediaFiles ? Step::MediaFolder : Step::KeptMediaFiles;
    case ArtefactKind::Temporary:
        if (!isTemporary(entry))
            return std::nullopt;
        return m_options.scope == ResetScope::Everything || // an upload that was cut off
                       (takesCollection && entry.name.startsWith(collectionName()))
                   ? std::optional(Step::TemporaryFile)
                   : std::nullopt;
    case ArtefactKind::NfsLeftover:
    case ArtefactKind::Other:
        break;
    }
    return std::nullopt;
}

PlanStep ResetPlanner::stepOf(Step kind, const UserEntry &entry) const
{
    PlanStep step;
    step.kind = kind;
    step.name = entry.name;
    step.files = 1;
    step.bytes = entry.status.size;
    step.identity = Identity::of(entry.status);
    step.database = entry.artefact.database;
    if (entry.status.isFolder()) {
        step.files = m_analysis.usage.inFolder(entry.name, DiskUsage::Class::Media).files;
        step.bytes = m_analysis.usage.inFolder(entry.name).bytes;
    }
    if (kind == Step::KeptMediaDatabase) {
        step.files = 0;
        step.isUncounted = true;
        for (const Media &media : m_media.databases()) {
            if (media.name == entry.name && media.analysis != nullptr && media.analysis->stats) {
                step.files = media.analysis->stats->entries;
                step.isUncounted = false;
            }
        }
    }
    return step;
}

// What a reset leaves behind is nothing to reset: an empty media folder and a media database
// without rows. One that could not be looked into all through is not known to be empty.
bool ResetPlanner::isFresh() const
{
    const bool isKnown =
        m_analysis.usage.unreadable.isEmpty() && m_analysis.usage.otherFileSystems.isEmpty();
    const auto isEmptyDatabase = [this](const PlanStep &step) {
        const QByteArray name = step.database.isEmpty() ? step.name : step.database;
        const QList<Media> &all = m_media.databases();
        return std::any_of(all.begin(), all.end(), [&name](const Media &media) {
            return media.name == name && media.analysis != nullptr && media.analysis->stats &&
                   media.analysis->stats->entries == 0;
        });
    };
    return std::all_of(m_plan.steps.begin(), m_plan.steps.end(), [&](const PlanStep &step) {
        switch (step.kind) {
        case Step::KeptMediaFiles:
        case Step::KeptMediaDatabase:
            return true;
        case Step::MediaFolder:
            return isKnown && m_analysis.usage.inFolder(step.name).files == 0 &&
                   m_analysis.usage.links == 0;
        case Step::MediaDatabase:
            return isEmptyDatabase(step);
        default:
            return false;
        }
    });
}

// One for every media folder that goes, or the layout's own where there was none.
QByteArrayList ResetPlanner::freshFolders() const
{
    QByteArrayList names;
    for (const PlanStep &step : m_plan.steps) {
        if (step.kind == Step::MediaFolder)
            names.append(step.name);
        if (step.kind == Step::KeptMediaFiles)
            return {};
    }
    if (names.isEmpty() && m_options.scope != ResetScope::Collection)
        names.append(mediaFolderName(m_analysis.user.layout));
    return names;
}

PlanStep ResetPlanner::placed(Step kind, const QByteArray &name, const QByteArray &like)
{
    PlanStep step;
    step.kind = kind;
    step.name = name;
    const UserEntry *forerunner = m_analysis.entry(like);
    const bool hasForerunner =
        forerunner != nullptr && (forerunner->status.isFolder() || forerunner->status.isRegular());
    const FileStatus &status = hasForerunner ? forerunner->status : m_analysis.folderStatus;
    // Only root can give it to somebody else.
    if (m_isOutline || ::geteuid() != 0 || !isOwnerInDoubt(status))
        return step;
    if (!m_plan.options.owner) {
        const ServerOwners own;
        const ServerOwners &owners = m_analysis.serverOwners ? *m_analysis.serverOwners : own;
        m_plan.options.owner = owners.of(m_analysis.user, m_task);
    }
    if (m_plan.options.owner && m_plan.options.owner->uid != status.owner)
        step.owner = m_plan.options.owner;
    return step;
}

void ResetPlanner::addFreshFolders()
{
    const QByteArrayList names = freshFolders();
    for (const QByteArray &name : names)
        m_plan.steps.append(placed(Step::FreshMediaFolder, name, name));
}

// How many rows a database would get that is made from a media folder.
Result<qint64> countMedia(const UserFolder &user, const QByteArray &mediaFolder, const Task &task)
{
    ASSIGN_OR_RETURN(const auto folder, user.open());
    ASSIGN_OR_RETURN(const auto media, ifExists(folder.openFolder(mediaFolder)));
    if (!media)
        return 0;
    ASSIGN_OR_RETURN(const QList<MediaFile> files, listMedia(*media, task));
    return files.size();
}

// Adds the steps that addDatabases() will probably add.
void ResetPlanner::outlineDatabase(const Media &media)
{
    const bool isOfficial = media.name == mediaDatabaseNames(Layout::Official).first();
    const bool isVersion5 = media.analysis != nullptr && media.analysis->stats &&
                            media.analysis->stats->format == MediaDatabaseStats::Format::Version5;
    if (!isOfficial && !isVersion5)
        return;
    PlanStep step;
    step.kind = m_options.keepMediaFiles ? Step::RebuiltMediaDatabase : Step::CreatedMediaDatabase;
    step.name = media.name;
    if (m_options.keepMediaFiles)
        step.files = m_analysis.usage.inFolder(media.folder, DiskUsage::Class::Media).files;
    m_plan.steps.append(step);
}

Result<> ResetPlanner::addDatabases()
{
    for (const Media &media : m_media.databases()) {
        if (media.isKept)
            continue;
        if (m_isOutline) {
            outlineDatabase(media);
            continue;
        }
        ASSIGN_OR_RETURN(const auto planned, m_media.plan(media));
        const std::optional<MediaDatabasePlan> &plan = planned.database;
        if (!plan) {
            m_plan.startsMediaAnew = true;
            continue;
        }
        m_plan.seenUsn = std::max(m_plan.seenUsn, planned.seenUsn);
        const bool isRebuilt = plan->content == Content::Folder;
        PlanStep step = placed(isRebuilt ? Step::RebuiltMediaDatabase : Step::CreatedMediaDatabase,
                               media.name, media.name);
        step.usn = plan->usn;
        if (isRebuilt) {
            ASSIGN_OR_RETURN(step.files, countMedia(m_analysis.user, media.folder, m_task));
            step.usn += step.files;
        }
        if (step.usn > MediaIndex::maxUsn)
            return failure(Error::Code::UsnLimit,
                           m_analysis.user.path() + QLatin1Char('/') + displayName(media.name));
        m_plan.steps.append(step);
        m_plan.mediaDatabases.append(*plan);
    }
    return {};
}

Result<> ResetPlanner::planEntries()
{
    for (const UserEntry &entry : m_analysis.entries) {
        if (entry.artefact.kind == ArtefactKind::MediaFolder && entry.status.isLink())
            return failure(Error::Code::LinkRefused,
                           m_analysis.user.path() + QLatin1Char('/') + displayName(entry.name));
        if (const auto kind = stepFor(entry))
            m_plan.steps.append(stepOf(*kind, entry));
        else
            m_plan.kept.append(entry);
    }
    return {};
}

Result<ResetPlan> ResetPlanner::run()
{
    m_plan.user = m_analysis.user;
    m_plan.options = m_options;
    m_plan.folder = Identity::of(m_analysis.folderStatus);
    m_media.find(m_isOutline ? ResetMedia::Depth::Figures : ResetMedia::Depth::Rows);
    RETURN_IF_ERROR(planEntries());
    if (isFresh()) {
        ASSIGN_OR_RETURN(const bool isBehind,
                         m_isOutline ? Result<bool>(false) : m_media.isBehindDevices());
        if (!isBehind) {
            m_plan.steps.clear();
            return m_plan;
        }
    }
    addFreshFolders();
    RETURN_IF_ERROR(addDatabases());
    std::stable_sort(
        m_plan.steps.begin(), m_plan.steps.end(),
        [](const PlanStep &a, const PlanStep &b) { return rankOf(a.kind) < rankOf(b.kind); });
    qCDebug(logReset).noquote() << "planned" << m_plan.steps.size() << "steps for"
                                << m_plan.user.displayName();
    return m_plan;
}

Result<ResetPlan> planned(const UserAnalysis &analysis, const ResetOptions &options,
                          ResetPlanner::Depth depth, const Task &task)
{
    if (analysis.user.kind == UserFolder::Kind::Link)
        return failure(Error::Code::LinkRefused, analysis.user.path());
    if (!analysis.wasRead)
        return failure(Error::Code::NoPermission, analysis.user.path());
    return ResetPlanner(analysis, options, depth, task).run();
}

} // namespace

Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options,
                            const Task &task)
{
    return planned(analysis, options, ResetPlanner::Depth::Whole, task);
}

Result<ResetPlan> outlineReset(const UserAnalysis &analysis, const ResetOptions &options)
{
    return planned(analysis, options, ResetPlanner::Depth::Outline, {});
}

} // namespace SyncAdmin
