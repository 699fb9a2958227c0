#include "operations/resetplanner.h"

#include "analysis/medialisting.h"
#include "base/displayname.h"
#include "base/log.h"
#include "store/mediamemory.h"

#include <QtEndian>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using Content = MediaDatabasePlan::Content;
using ArtefactKind = Artefact::Kind;

// The order of the report; a database stands before its sidecars by its name already.
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

// Whether a server could not open the database either.
bool isBroken(Error::Code code)
{
    switch (code) {
    case Error::Code::NotADatabase:
    case Error::Code::Damaged:
    case Error::Code::ForeignSchema:
    case Error::Code::NotAFile:
        return true;
    default:
        return false;
    }
}

// Whether a database could not be read because of what it is or what a server does with it.
// Anything else may be otherwise the next time, and says nothing of its USN.
bool isOfTheFile(Error::Code code)
{
    switch (code) {
    case Error::Code::ForeignJournal:
    case Error::Code::LinkRefused:
    case Error::Code::ChangingWhileRead:
    case Error::Code::TimeLimit:
    case Error::Code::InUse:
        return true;
    default:
        return isBroken(code);
    }
}

// The user_version that a database's header states, as SQLite's file format has it; none where it
// is no database.
std::optional<int> versionInHeader(const Directory &folder, const QByteArray &name)
{
    constexpr qsizetype versionAt = 60; // four bytes, the highest first
    std::array<char, 64> header = {};
    const auto file = folder.openFile(name);
    if (!file || ::pread(file->get(), header.data(), header.size(), 0) !=
                     static_cast<ssize_t>(header.size()))
        return std::nullopt;
    if (!QByteArrayView(header.data(), header.size()).startsWith("SQLite format 3"))
        return std::nullopt;
    return qFromBigEndian<qint32>(header.data() + versionAt);
}

// The same of this user's database; where it says none, of the other users' of the same server.
int versionInUse(const UserFolder &user, const QByteArray &name)
{
    constexpr int maxNeighbours = 100;
    const auto own = user.open();
    if (const auto version = own ? versionInHeader(*own, name) : std::nullopt)
        return *version;
    const auto entries = user.parent->entries();
    if (!entries)
        return 0;
    int neighbours = 0;
    for (const DirectoryEntry &entry : *entries) {
        const auto folder = user.parent->openFolder(entry.name);
        if (!folder)
            continue;
        if (const auto version = versionInHeader(*folder, name))
            return *version;
        if (++neighbours == maxNeighbours)
            break;
    }
    return 0;
}

// Plans the reset of one user.
class ResetPlanner
{
public:
    enum class Depth { Outline, Whole };
    ResetPlanner(const UserAnalysis &analysis, const ResetOptions &options, Depth depth,
                 const Task &task)
        : m_analysis(analysis), m_options(options), m_isOutline(depth == Depth::Outline),
          m_task(task)
    {}
    Result<ResetPlan> run();

private:
    // A media database that a server uses, and what is to become of it.
    struct Media
    {
        QByteArray name;
        QByteArray folder;
        const DatabaseAnalysis<MediaDatabaseStats> *database = nullptr; // nullptr: it is missing
        bool isKept = false;
    };

    Result<> look();
    QList<Media> mediaDatabases() const;
    bool keepsDatabase(const Media &media) const;
    bool hasDamagedRows(const QByteArray &name) const;
    std::optional<Step> stepFor(const UserEntry &entry) const;
    std::optional<Step> databaseStep(const QByteArray &database) const;
    PlanStep stepOf(Step kind, const UserEntry &entry) const;
    bool isTemporary(const UserEntry &entry) const;
    bool isFresh() const;
    Result<bool> isBehindDevices() const;
    QByteArrayList freshFolders() const;
    void addFreshFolders();
    void outlineDatabase(const Media &media);
    Result<> addDatabases();
    Result<std::optional<MediaIndex>> readPresent(const Media &media) const;
    Result<std::optional<MediaDatabasePlan>> planDatabase(const Media &media);
    int versionOf(const Media &media, const std::optional<MediaIndex> &present,
                  const MediaMemory &memory) const;
    PlanStep placed(Step kind, const QByteArray &name, const QByteArray &like);

    const UserAnalysis &m_analysis;
    const ResetOptions &m_options;
    const bool m_isOutline;
    const Task &m_task;
    QList<Media> m_media;
    ResetPlan m_plan;
};

QList<ResetPlanner::Media> ResetPlanner::mediaDatabases() const
{
    QList<Media> all;
    for (const Layout layout : {Layout::Official, Layout::Community}) {
        const QByteArrayList names = mediaDatabaseNames(layout);
        const QByteArray folder = mediaFolderName(layout);
        // The server's own comes first; a client's is one of a server of Anki 2.0.
        const auto found =
            std::find_if(m_analysis.mediaDatabases.begin(), m_analysis.mediaDatabases.end(),
                         [&names](const auto &each) { return names.contains(each.name); });
        const bool isThere = found != m_analysis.mediaDatabases.end();
        const QByteArray name = isThere ? found->name : names.first();
        const bool isUsed =
            isThere || m_analysis.entry(folder) != nullptr ||
            (mediaFolderName(m_analysis.user.layout) == folder && m_analysis.collection);
        if (isUsed)
            all.append({name, folder, isThere ? &*found : nullptr, false});
    }
    for (Media &media : all)
        media.isKept = keepsDatabase(media);
    return all;
}

bool ResetPlanner::keepsDatabase(const Media &media) const
{
    if (m_options.scope == ResetScope::Collection)
        return true;
    if (!m_options.keepMediaFiles || media.database == nullptr)
        return false;
    if (media.database->error)
        return !isBroken(media.database->error->code);
    return m_isOutline || !hasDamagedRows(media.name);
}

// The figures of an analysis come from few pages; a server meets the others too.
bool ResetPlanner::hasDamagedRows(const QByteArray &name) const
{
    const auto folder = m_analysis.user.open();
    if (!folder)
        return false;
    const auto read = MediaIndex::read(*folder, name, m_task);
    return !read && (read.error().code == Error::Code::Damaged ||
                     read.error().code == Error::Code::NotADatabase);
}

bool ResetPlanner::isTemporary(const UserEntry &entry) const
{
    return entry.status.isRegular() &&
           (!entry.artefact.layouts || (entry.artefact.layouts & m_analysis.layouts()));
}

std::optional<Step> ResetPlanner::databaseStep(const QByteArray &database) const
{
    const bool isCommunity = mediaDatabaseNames(Layout::Community).contains(database);
    const QByteArray folder = mediaFolderName(isCommunity ? Layout::Community : Layout::Official);
    const auto media = std::find_if(m_media.begin(), m_media.end(),
                                    [&folder](const Media &each) { return each.folder == folder; });
    if (media == m_media.end() || !media->isKept)
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
        for (const Media &media : m_media) {
            if (media.name == entry.name && media.database != nullptr && media.database->stats)
                step.files = media.database->stats->entries;
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
        return std::any_of(m_media.begin(), m_media.end(), [&name](const Media &media) {
            return media.name == name && media.database != nullptr && media.database->stats &&
                   media.database->stats->entries == 0;
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

// What the user's server understands: the version of the database that goes, or else of the one
// that an earlier act installed, or of other users'. 0: none that is written here.
int ResetPlanner::versionOf(const Media &media, const std::optional<MediaIndex> &present,
                            const MediaMemory &memory) const
{
    constexpr int official = 4;
    constexpr int community = 5;
    if (media.name == mediaDatabaseNames(Layout::Official).first())
        return official;
    if (present)
        return present->version == community ? community : 0;
    const bool wasInstalled = memory.installedAs(media.name) != nullptr;
    return wasInstalled || versionInUse(m_analysis.user, media.name) == community ? community : 0;
}

Result<std::optional<MediaIndex>> ResetPlanner::readPresent(const Media &media) const
{
    if (media.database == nullptr)
        return std::nullopt;
    ASSIGN_OR_RETURN(const auto folder, m_analysis.user.open());
    auto read = MediaIndex::read(folder, media.name, m_task);
    if (read)
        return *read;
    if (isOfTheFile(read.error().code))
        return std::nullopt;
    return failure(read);
}

// Whether devices have met a higher USN than an empty media database has, or a server that makes
// its own would begin with.
Result<bool> ResetPlanner::isBehindDevices() const
{
    for (const Media &media : m_media) {
        if (media.isKept)
            continue;
        ASSIGN_OR_RETURN(const std::optional<MediaIndex> present, readPresent(media));
        ASSIGN_OR_RETURN(const MediaMemory memory, mediaMemoryOf(m_analysis.user));
        if (versionOf(media, present, memory) != 0 &&
            (present ? present->lastUsn : 0) < memory.highestUsn)
            return true;
    }
    return false;
}

Result<std::optional<MediaDatabasePlan>> ResetPlanner::planDatabase(const Media &media)
{
    ASSIGN_OR_RETURN(const std::optional<MediaIndex> present, readPresent(media));
    ASSIGN_OR_RETURN(const MediaMemory memory, mediaMemoryOf(m_analysis.user));
    const int version = versionOf(media, present, memory);
    if (version == 0) {
        m_plan.startsMediaAnew = true;
        return std::nullopt;
    }
    const qint64 old = present ? std::max(present->lastUsn, memory.highestUsn)
                               : memory.highestUsn + MediaIndex::unreadableMargin;
    const InstalledMedia *installed = memory.installedAs(media.name);
    // How far a server has counted in one that cannot be read is not known.
    if (!present)
        m_plan.seenUsn = std::max(m_plan.seenUsn, old);
    else if (installed == nullptr || installed->hash != present->hash())
        m_plan.seenUsn = std::max(m_plan.seenUsn, present->lastUsn);
    MediaDatabasePlan plan;
    plan.name = media.name;
    plan.version = version;
    plan.mediaFolder = media.folder;
    if (present)
        plan.indexes = present->indexes;
    plan.content = m_options.keepMediaFiles ? Content::Folder : Content::Empty;
    plan.usn = m_options.keepMediaFiles ? old : old + MediaIndex::margin;
    return plan;
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

// What addDatabases() will most probably add.
void ResetPlanner::outlineDatabase(const Media &media)
{
    const bool isOfficial = media.name == mediaDatabaseNames(Layout::Official).first();
    const bool isVersion5 = media.database != nullptr && media.database->stats &&
                            media.database->stats->format == MediaDatabaseStats::Format::Version5;
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
    for (const Media &media : std::as_const(m_media)) {
        if (media.isKept)
            continue;
        if (m_isOutline) {
            outlineDatabase(media);
            continue;
        }
        ASSIGN_OR_RETURN(const auto plan, planDatabase(media));
        if (!plan)
            continue;
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

Result<> ResetPlanner::look()
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
    m_media = mediaDatabases();
    RETURN_IF_ERROR(look());
    if (isFresh()) {
        ASSIGN_OR_RETURN(const bool isBehind,
                         m_isOutline ? Result<bool>(false) : isBehindDevices());
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
