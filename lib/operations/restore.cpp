#include "operations/restore.h"

#include "analysis/medialisting.h"
#include "base/displayname.h"
#include "base/log.h"
#include "database/database.h"
#include "operations/restoremedia.h"
#include "operations/revoke.h"
#include "store/copied.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using State = RestorePoint::State;
using ArtefactKind = Artefact::Kind;
using Content = MediaDatabasePlan::Content;
using Way = MediaDecision::Way;

Step restoredKind(const QByteArray &name)
{
    if (isSessionFile(name))
        return Step::RestoredSessionFile;
    switch (artefactFor(name).kind) {
    case ArtefactKind::Collection:
    case ArtefactKind::CollectionSidecar:
        return Step::RestoredCollectionFile;
    case ArtefactKind::MediaFolder:
        return Step::RestoredMediaFolder;
    case ArtefactKind::MediaDatabase:
    case ArtefactKind::MediaDatabaseSidecar:
        return Step::RestoredMediaDatabase;
    default:
        return Step::RestoredTemporaryFile;
    }
}

// What the point holds, every entry looked at.
Result<QList<PlanStep>> itemsOf(const Directory &items, const RestorePoint &point)
{
    QList<PlanStep> steps;
    for (const ManifestEntry &entry : point.manifest.entries) {
        if (entry.move != ManifestEntry::Move::MoveOut)
            continue;
        ASSIGN_OR_RETURN(const auto status, ifExists(items.status(entry.name)));
        if (!status || !entry.attributes.isSameEntry(*status))
            return failure(Error::Code::Changed, items.pathOf(entry.name));
        PlanStep step = entry.step();
        step.kind = restoredKind(entry.name);
        step.identity = Identity::of(*status);
        steps.append(step);
    }
    return steps;
}

// The folder that holds what is to come back; its identity where it is there.
Result<UserFolder> userOf(const RestorePointStore &store, const RestorePoint &point)
{
    ASSIGN_OR_RETURN(const auto parent, store.userPlace(point));
    UserFolder user;
    user.name = point.manifest.user;
    user.layout = point.manifest.layout;
    user.layouts = point.manifest.layout;
    user.parent = parent;
    user.root = store.root();
    user.place = point.manifest.place;
    user.owner = point.manifest.folder.owner;
    return user;
}

// Whether a sidecar says more than its database: a write-ahead log with content, a hot journal.
bool hasContent(const PlanStep &step)
{
    return step.identity.size > 0 && (step.name.endsWith("-wal") || step.name.endsWith("-journal"));
}

// The ids of a table, ascending.
Result<QList<qint64>> idsIn(const Directory &folder, const QByteArray &name, const QString &table,
                            const Task &task)
{
    QList<qint64> ids;
    ReadOptions options;
    options.processorLimit = 10'000;
    RETURN_IF_ERROR(readDatabase(folder, name, options, task, [&](Database &database) {
        ids.clear();
        if (!database.hasTable(table))
            return Result<>();
        return database.forEachRow(QStringLiteral("SELECT id FROM main.%1 ORDER BY id").arg(table),
                                   [&ids](const QVariantList &row) {
                                       ids.append(row.first().toLongLong());
                                       return true;
                                   });
    }));
    return ids;
}

// How many of the sorted `newer` are not among the sorted `older`.
template <typename Value>
qint64 countAdded(const QList<Value> &newer, const QList<Value> &older)
{
    QList<Value> added;
    std::set_difference(newer.begin(), newer.end(), older.begin(), older.end(),
                        std::back_inserter(added));
    return added.size();
}

Result<QByteArrayList> sortedNames(const Directory &folder, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const auto status, ifExists(folder.status(name)));
    if (!status || !status->isFolder()) // somebody's file in the place of a media folder
        return QByteArrayList();
    ASSIGN_OR_RETURN(const Directory opened, folder.openFolder(name));
    ASSIGN_OR_RETURN(const QList<DirectoryEntry> entries, opened.entries());
    QByteArrayList names;
    for (const DirectoryEntry &entry : entries) {
        if (!isTemporaryMedia(entry.name.constData()))
            names.append(entry.name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

// The files of a media folder as its database has them, each as its name, a zero and its sum,
// ascending. None where it cannot be read.
Result<QByteArrayList> sortedSums(const Directory &folder, const QByteArray &mediaFolder,
                                  const Task &task)
{
    const Layout layout =
        mediaFolder == mediaFolderName(Layout::Official) ? Layout::Official : Layout::Community;
    const auto index = MediaIndex::read(folder, mediaDatabaseNames(layout).first(), task);
    if (!index && index.error().code == Error::Code::Cancelled)
        return failure(index);
    QByteArrayList sums;
    for (const MediaIndex::Row &row : index ? index->rows : QList<MediaIndex::Row>()) {
        if (row.size > 0)
            sums.append(row.name + '\0' + row.sum);
    }
    std::sort(sums.begin(), sums.end());
    return sums;
}

// How many files of the sorted `newer` have the name of one of the sorted `older`, and another sum.
qint64 countReplaced(const QByteArrayList &newer, const QByteArrayList &older)
{
    const auto isReplaced = [&older](const QByteArray &file) {
        const QByteArray name = file.left(file.indexOf('\0') + 1);
        const auto same = std::lower_bound(older.begin(), older.end(), name);
        return same != older.end() && same->startsWith(name) && *same != file;
    };
    return std::count_if(newer.begin(), newer.end(), isReplaced);
}

// Plans the restore of a point of a user's data.
class RestorePlanner
{
public:
    RestorePlanner(const RestorePointStore &store, const RestorePoint &point, const Task &task)
        : m_store(store), m_point(point), m_manifest(point.manifest), m_task(task)
    {}
    Result<ResetPlan> run();

private:
    // One kind of server's media: a database and its folder.
    struct Media
    {
        QByteArray database;
        QByteArray folder;
    };

    Result<> openAll();
    Result<> planCollection();
    Result<> planMedia(const Media &media);
    Result<> replaceMedia(const Media &media);
    Result<> keepMedia(const Media &media);
    Result<> makeUpFor(const Media &media);
    void bringClientDatabase(const Media &media);
    void bringMediaDatabase(const Media &media, const MediaDecision &decision);
    void bringTheRest();
    Result<> moveOutNewer();
    std::optional<Step> movedOutKind(const UserEntry &entry) const;
    Result<> countGivenUp();
    Result<bool> isCollectionAsLeft() const;
    void sortBack();

    bool takesCollection() const { return m_manifest.scope != ResetScope::Media; }
    // Whether the operation took the media folder with its database.
    bool takesMedia() const
    {
        return m_manifest.scope == ResetScope::Media ||
               (m_manifest.scope == ResetScope::Everything && !m_manifest.keepMediaFiles);
    }
    const PlanStep *item(const QByteArray &name) const;
    QList<PlanStep> sidecarsOf(const QByteArray &database) const; // that the point holds
    const UserEntry *present(const QByteArray &name) const;
    bool wasMadeByPoint(const QByteArray &name) const;
    bool isComing(const QByteArray &name) const;

    const RestorePointStore &m_store;
    const RestorePoint &m_point;
    const Manifest &m_manifest;
    const Task &m_task;
    std::optional<Directory> m_items;
    QList<PlanStep> m_held; // what the point holds
    std::optional<Directory> m_folder;
    QList<UserEntry> m_entries;
    QList<PlanStep> m_back;
    QByteArrayList m_goneDatabases; // whose present files make room
    ResetPlan m_plan;
};

const PlanStep *RestorePlanner::item(const QByteArray &name) const
{
    const auto found = std::find_if(m_held.begin(), m_held.end(),
                                    [&name](const PlanStep &step) { return step.name == name; });
    return found == m_held.end() ? nullptr : &*found;
}

QList<PlanStep> RestorePlanner::sidecarsOf(const QByteArray &database) const
{
    QList<PlanStep> sidecars;
    std::copy_if(m_held.begin(), m_held.end(), std::back_inserter(sidecars),
                 [&database](const PlanStep &step) { return step.database == database; });
    return sidecars;
}

const UserEntry *RestorePlanner::present(const QByteArray &name) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&name](const UserEntry &each) { return each.name == name; });
    return found == m_entries.end() ? nullptr : &*found;
}

// A reset that keeps the media files makes a folder for them where there was none.
bool RestorePlanner::wasMadeByPoint(const QByteArray &name) const
{
    return std::any_of(m_manifest.entries.begin(), m_manifest.entries.end(),
                       [&name](const ManifestEntry &entry) {
                           return entry.move == ManifestEntry::Move::Install && entry.name == name;
                       });
}

bool RestorePlanner::isComing(const QByteArray &name) const
{
    return std::any_of(m_back.begin(), m_back.end(),
                       [&name](const PlanStep &step) { return step.name == name; });
}

Result<> RestorePlanner::openAll()
{
    ASSIGN_OR_RETURN(const RestorePointFolder point, m_store.openPoint(m_point.id));
    RETURN_IF_ERROR(refuseCopied(point, std::nullopt, m_point, m_store.folderPath(m_point)));
    m_items = point.items;
    ASSIGN_OR_RETURN(m_held, itemsOf(*m_items, m_point));
    ASSIGN_OR_RETURN(m_plan.user, userOf(m_store, m_point));
    const auto folder = m_plan.user.parent->openFolder(m_plan.user.name);
    if (!folder && folder.error().code == Error::Code::DoesNotExist) {
        PlanStep made;
        made.kind = Step::UserFolder;
        made.name = m_plan.user.name;
        m_plan.steps.append(made);
        return {};
    }
    if (!folder)
        return failure(folder);
    m_folder = *folder;
    ASSIGN_OR_RETURN(const FileStatus status, folder->status());
    m_plan.user.device = status.device;
    m_plan.user.inode = status.inode;
    m_plan.user.owner = status.owner;
    m_plan.folder = Identity::of(status);
    ASSIGN_OR_RETURN(m_entries, entriesOf(*folder, m_manifest.layout));
    for (const UserEntry &entry : std::as_const(m_entries)) {
        if (entry.artefact.kind == ArtefactKind::MediaFolder && entry.status.isLink())
            return failure(Error::Code::LinkRefused, folder->pathOf(entry.name));
    }
    return {};
}

// A database comes back without sidecars: SQLite, or a server's own start, may delete one that it
// finds beside it. One that cannot be read comes back as it was.
Result<> RestorePlanner::planCollection()
{
    if (!takesCollection())
        return {};
    m_goneDatabases.append(collectionName());
    const PlanStep *database = item(collectionName());
    if (database == nullptr)
        return {};
    PlanStep step = *database;
    const QList<PlanStep> sidecars = sidecarsOf(collectionName());
    if (std::any_of(sidecars.begin(), sidecars.end(), hasContent)) {
        ASSIGN_OR_RETURN(const bool isReadable, canBeRead(*m_items, collectionName(), m_task));
        if (isReadable)
            step.kind = Step::FoldedCollectionFile;
        else
            m_back += sidecars;
    }
    m_back.append(step);
    return {};
}

void RestorePlanner::bringMediaDatabase(const Media &media, const MediaDecision &decision)
{
    PlanStep step;
    if (decision.way == MediaDecision::Way::None)
        return;
    if (decision.way != MediaDecision::Way::Placed) {
        step = *item(media.database);
        if (decision.way == MediaDecision::Way::Folded)
            step.kind = Step::FoldedMediaDatabase;
        if (decision.way == MediaDecision::Way::WithSidecars)
            m_back += sidecarsOf(media.database);
        m_plan.returning = decision.returning;
    } else {
        step.name = media.database;
        step.files = decision.rows;
        step.usn = decision.lastUsn;
        switch (decision.plan->content) {
        case Content::Lifted:
        case Content::Matched:
            step.kind = Step::LiftedMediaDatabase;
            break;
        case Content::Folder:
            step.kind = Step::RebuiltMediaDatabase;
            break;
        default:
            step.kind = Step::CreatedMediaDatabase;
            break;
        }
        m_plan.mediaDatabases.append(*decision.plan);
    }
    m_back.append(step);
}

// One that a server of Anki 2.0 uses. It comes back as it was.
void RestorePlanner::bringClientDatabase(const Media &media)
{
    const PlanStep *client = item(clientMediaDatabaseName());
    if (client != nullptr && media.folder == mediaFolderName(Layout::Community))
        m_back.append(*client);
}

Result<> RestorePlanner::replaceMedia(const Media &media)
{
    m_goneDatabases += {media.database};
    if (media.folder == mediaFolderName(Layout::Community))
        m_goneDatabases += clientMediaDatabaseName();
    const PlanStep *folder = item(media.folder);
    const PlanStep *database = item(media.database);
    if (folder != nullptr)
        m_back.append(*folder);
    bringClientDatabase(media);
    const bool isInvolved = folder != nullptr || database != nullptr ||
                            present(media.database) != nullptr || wasMadeByPoint(media.database);
    if (!isInvolved)
        return {};
    ASSIGN_OR_RETURN(const MediaMemory memory, mediaMemoryOf(m_plan.user));
    const UserEntry *today = present(media.folder);
    MediaRestore restore{*m_items,
                         m_folder,
                         media.database,
                         media.folder,
                         database != nullptr,
                         folder != nullptr && folder->identity.type == FileStatus::Type::Folder,
                         !takesMedia() && today != nullptr && today->status.isFolder(),
                         false,
                         memory};
    const QList<PlanStep> sidecars = sidecarsOf(media.database);
    restore.hasSidecars = std::any_of(sidecars.begin(), sidecars.end(), hasContent);
    ASSIGN_OR_RETURN(const MediaDecision decision, decideMedia(restore, m_task));
    bringMediaDatabase(media, decision);
    m_plan.isLate = m_plan.isLate || decision.isLate;
    m_plan.startsMediaAnew = m_plan.startsMediaAnew || decision.startsAnew;
    m_plan.seenUsn = std::max(m_plan.seenUsn, decision.seenUsn);
    // A folder stands beside a database that is put into place.
    if (folder == nullptr && !restore.keepsFolder && decision.way == MediaDecision::Way::Placed) {
        PlanStep fresh;
        fresh.kind = Step::FreshMediaFolder;
        fresh.name = media.folder;
        m_back.append(fresh);
    }
    return {};
}

// The database that is there belongs to the media folder that stays. Where the operation had
// replaced it, files without a row get one.
Result<> RestorePlanner::keepMedia(const Media &media)
{
    const UserEntry *database = present(media.database);
    if (m_manifest.scope == ResetScope::Collection ||
        (item(media.database) == nullptr && !wasMadeByPoint(media.database))) {
        bringClientDatabase(media);
        return {};
    }
    if (database == nullptr && item(media.database) != nullptr)
        return replaceMedia(media);
    return database != nullptr ? makeUpFor(media) : Result<>();
}

Result<> RestorePlanner::makeUpFor(const Media &media)
{
    const auto folder = m_folder->openFolder(media.folder);
    auto index = MediaIndex::read(*m_folder, media.database, m_task);
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
    MediaDatabasePlan plan;
    plan.name = media.database;
    plan.content = Content::Completed;
    plan.version = index->version;
    plan.mediaFolder = media.folder;
    plan.indexes = index->indexes;
    PlanStep step;
    step.kind = Step::CompletedMediaDatabase;
    step.name = media.database;
    step.files = files.size();
    step.usn = index->lastUsn + files.size();
    if (step.usn > MediaIndex::maxUsn)
        return failure(Error::Code::UsnLimit, m_folder->pathOf(media.database));
    m_plan.mediaDatabases.append(plan);
    m_goneDatabases.append(media.database);
    m_back.append(step);
    return {};
}

Result<> RestorePlanner::planMedia(const Media &media)
{
    return takesMedia() ? replaceMedia(media) : keepMedia(media);
}

// Temporary files, mostly.
void RestorePlanner::bringTheRest()
{
    for (const PlanStep &step : std::as_const(m_held)) {
        const ArtefactKind kind = artefactFor(step.name).kind;
        const bool isPlannedFor =
            kind == ArtefactKind::Collection || kind == ArtefactKind::CollectionSidecar ||
            kind == ArtefactKind::MediaDatabase || kind == ArtefactKind::MediaDatabaseSidecar;
        if (!isPlannedFor && !isComing(step.name))
            m_back.append(step);
    }
}

// Which entries of today make room.
std::optional<Step> RestorePlanner::movedOutKind(const UserEntry &entry) const
{
    const bool collides = isComing(entry.name);
    const auto ifGone = [&](const QByteArray &database) {
        return m_goneDatabases.contains(database) ? std::optional(Step::NewerFile) : std::nullopt;
    };
    switch (entry.artefact.kind) {
    case ArtefactKind::Collection:
    case ArtefactKind::MediaDatabase:
        if (collides || m_goneDatabases.contains(entry.name))
            return Step::NewerFile;
        return entry.artefact.kind == ArtefactKind::MediaDatabase
                   ? std::optional(Step::KeptMediaDatabase)
                   : std::nullopt;
    case ArtefactKind::CollectionSidecar:
    case ArtefactKind::MediaDatabaseSidecar:
        return ifGone(entry.artefact.database);
    case ArtefactKind::MediaFolder:
        if (!takesMedia() && !collides && !wasMadeByPoint(entry.name))
            return Step::KeptMediaFiles;
        return entry.status.isFolder() ? Step::NewerMediaFolder : Step::NewerFile;
    case ArtefactKind::Temporary:
        return collides || (entry.status.isRegular() && takesCollection())
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
    if (!m_folder)
        return {};
    ASSIGN_OR_RETURN(const DiskUsage usage, measureUserFolder(*m_folder, m_entries, 1, m_task));
    for (const UserEntry &entry : std::as_const(m_entries)) {
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
            const auto index = MediaIndex::read(*m_folder, entry.name, m_task);
            step.files = index ? index->rows.size() : 0;
            step.isUncounted = !index;
        }
        m_plan.steps.append(step);
    }
    return {};
}

// Whether the collection of today is the one that the newest operation put there.
Result<bool> RestorePlanner::isCollectionAsLeft() const
{
    const UserEntry *wal = present(collectionName() + "-wal");
    if (wal != nullptr && wal->status.size > 0)
        return false;
    ASSIGN_OR_RETURN(const QList<RestorePoint> points, m_store.pointsOf(m_plan.user));
    for (const RestorePoint &point : points) {
        for (const ManifestEntry &entry : point.manifest.entries) {
            const bool isPut = entry.move == ManifestEntry::Move::Return ||
                               entry.move == ManifestEntry::Move::Install;
            const UserEntry *today = present(entry.name);
            if (isPut && entry.name == collectionName() && today != nullptr &&
                entry.attributes.isSameEntry(today->status) &&
                entry.attributes.isUnwritten(today->status))
                return true;
        }
    }
    return false;
}

// What was added or replaced since the point was made, so far as it can be read.
Result<> RestorePlanner::countGivenUp()
{
    if (!m_folder)
        return {};
    if (takesCollection() && present(collectionName()) != nullptr) {
        ASSIGN_OR_RETURN(const bool isAsLeft, isCollectionAsLeft());
        m_plan.isLate = m_plan.isLate || !isAsLeft;
        const std::pair<QString, qint64 GivenUp::*> tables[] = {
            {QStringLiteral("cards"), &GivenUp::cards},
            {QStringLiteral("revlog"), &GivenUp::reviews}};
        for (const auto &[table, count] : tables) {
            const auto newer = idsIn(*m_folder, collectionName(), table, m_task);
            if (!newer && newer.error().code == Error::Code::Cancelled)
                return failure(newer);
            const auto older = item(collectionName()) != nullptr
                                   ? idsIn(*m_items, collectionName(), table, m_task)
                                   : Result<QList<qint64>>(QList<qint64>());
            if (newer)
                m_plan.givenUp.*count = countAdded(*newer, older.value_or(QList<qint64>()));
        }
    }
    for (const PlanStep &step : std::as_const(m_plan.steps)) {
        if (step.kind != Step::NewerMediaFolder)
            continue;
        ASSIGN_OR_RETURN(const QByteArrayList newer, sortedNames(*m_folder, step.name));
        ASSIGN_OR_RETURN(const QByteArrayList older, sortedNames(*m_items, step.name));
        ASSIGN_OR_RETURN(const QByteArrayList newerSums, sortedSums(*m_folder, step.name, m_task));
        ASSIGN_OR_RETURN(const QByteArrayList olderSums, sortedSums(*m_items, step.name, m_task));
        m_plan.givenUp.files += countAdded(newer, older) + countReplaced(newerSums, olderSums);
    }
    return {};
}

// In the order in which reports name them, whatever way they come.
void RestorePlanner::sortBack()
{
    const auto rank = [](const PlanStep &step) {
        const Step kind = step.kind == Step::FreshMediaFolder   ? Step::RestoredMediaFolder
                          : artefactFor(step.name).isDatabase() ? restoredKind(step.name)
                                                                : step.kind;
        return static_cast<int>(kind);
    };
    std::stable_sort(m_back.begin(), m_back.end(), [&rank](const PlanStep &a, const PlanStep &b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : a.name < b.name;
    });
}

Result<ResetPlan> RestorePlanner::run()
{
    m_plan.operation = Manifest::Operation::Restore;
    m_plan.options.keepMediaFiles = m_manifest.keepMediaFiles;
    m_plan.options.scope = m_manifest.scope;
    m_plan.source = m_point.id;
    RETURN_IF_ERROR(openAll());
    RETURN_IF_ERROR(planCollection());
    if (m_manifest.scope != ResetScope::Collection) {
        for (const Layout layout : {Layout::Official, Layout::Community})
            RETURN_IF_ERROR(
                planMedia({mediaDatabaseNames(layout).first(), mediaFolderName(layout)}));
    }
    bringTheRest();
    RETURN_IF_ERROR(moveOutNewer());
    RETURN_IF_ERROR(countGivenUp());
    sortBack();
    m_plan.steps += m_back;
    qCDebug(logReset).noquote() << "planned" << m_plan.steps.size() << "steps to restore"
                                << m_point.displayId();
    return m_plan;
}

// Of a point of sessions: today's session.db makes room.
Result<ResetPlan> planSessionsRestore(const RestorePointStore &store, const RestorePoint &point)
{
    ResetPlan plan = planOfSessions(Manifest::Operation::RestoreSessions);
    ASSIGN_OR_RETURN(plan.user, userOf(store, point));
    plan.source = point.id;
    ASSIGN_OR_RETURN(const Directory root, plan.openFolder());
    ASSIGN_OR_RETURN(const FileStatus status, root.status());
    ASSIGN_OR_RETURN(plan.steps, sessionFileSteps(root, Step::NewerFile));
    plan.folder = Identity::of(status);
    ASSIGN_OR_RETURN(const RestorePointFolder folder, store.openPoint(point.id));
    RETURN_IF_ERROR(refuseCopied(folder, std::nullopt, point, store.folderPath(point)));
    ASSIGN_OR_RETURN(QList<PlanStep> back, itemsOf(folder.items, point));
    std::stable_sort(back.begin(), back.end(),
                     [](const PlanStep &a, const PlanStep &b) { return a.name < b.name; });
    plan.steps += back;
    return plan;
}

} // namespace

Result<ResetPlan> planRestore(const RestorePointStore &store, const RestorePoint &point,
                              const Task &task)
{
    RETURN_IF_ERROR(store.checkRestorable(point));
    if (point.manifest.entryFolder == EntryFolder::DataRoot)
        return planSessionsRestore(store, point);
    return RestorePlanner(store, point, task).run();
}

} // namespace SyncAdmin
