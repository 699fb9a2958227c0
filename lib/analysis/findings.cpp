#include "analysis/findings.h"

#include "base/displayname.h"
#include "base/filesystemkind.h"
#include "holders/holder.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace SyncAdmin {

namespace {

using Code = Problem::Code;
using Kind = Artefact::Kind;

constexpr int newestSchema = 18;
constexpr int oldestSchema = 11;

void addCollectionFindings(UserAnalysis &analysis)
{
    if (!analysis.collection || !analysis.collection->stats)
        return;
    const CollectionStats &stats = *analysis.collection->stats;
    const QString subject = displayName(analysis.collection->name);
    const auto add = [&](Code code, const QString &detail, qint64 count) {
        analysis.problems.append(makeProblem(code, subject, detail, count));
    };
    if (!stats.missingTables.isEmpty()) {
        add(Code::MissingTables, stats.missingTables.join(QStringLiteral(", ")),
            stats.missingTables.size());
    }
    if (!stats.unreadableParts.isEmpty())
        add(Code::UnreadablePart, stats.unreadableParts.join(QStringLiteral(", ")), 0);
    if (stats.pendingRows() > 0) {
        add(Code::PendingRows, QStringList(stats.pending.keys()).join(QStringLiteral(", ")),
            stats.pendingRows());
    }
    if (stats.schemaVersion > newestSchema)
        add(Code::NewerSchema, {}, stats.schemaVersion);
    if (stats.schemaVersion < oldestSchema)
        add(Code::OlderSchema, {}, stats.schemaVersion);
}

void addMediaFindings(UserAnalysis &analysis)
{
    // Compares each layout's server database with its media folder; a client's database only if the
    // server uses that one.
    for (const Layout layout : {Layout::Official, Layout::Community}) {
        const QByteArrayList names = mediaDatabaseNames(layout);
        const auto database =
            std::find_if(analysis.mediaDatabases.begin(), analysis.mediaDatabases.end(),
                         [&names](const auto &d) { return names.contains(d.name); });
        if (database == analysis.mediaDatabases.end() || !database->stats)
            continue;
        const qint64 files =
            analysis.usage.inFolder(mediaFolderName(layout), DiskUsage::Class::Media).files;
        if (files != database->stats->trackedFiles) {
            analysis.problems.append(makeProblem(Code::MediaMismatch, displayName(database->name),
                                                 {}, files, database->stats->trackedFiles));
        }
    }
    for (const QByteArray &name : analysis.mediaFolders) {
        const qint64 unfinished = analysis.usage.inFolder(name, DiskUsage::Class::Temporary).files;
        if (unfinished > 0) {
            analysis.problems.append(
                makeProblem(Code::UnfinishedMedia, displayName(name), {}, unfinished));
        }
    }
}

bool isExpectedType(const UserEntry &entry)
{
    if (entry.artefact.kind == Kind::MediaFolder)
        return entry.status.isFolder();
    return !entry.artefact.hasOwnMeaning() || entry.status.isRegular();
}

bool isRead(const UserEntry &entry)
{
    return entry.artefact.kind == Kind::Collection || entry.artefact.kind == Kind::MediaDatabase;
}

// Whether a write-ahead log is normal: a running server has one, and an official server leaves one
// at every stop.
bool isUsualWal(const UserEntry &entry, const UserAnalysis &analysis, bool isHeld)
{
    return isHeld || entry.artefact.layouts == Layouts(Layout::Official) ||
           (!entry.artefact.layouts && analysis.layouts() == Layouts(Layout::Official));
}

// Adds the findings of one entry that follow from its name, type and size, and from whether a
// process holds files of the user.
void addEntryFinding(const UserEntry &entry, bool isHeld, UserAnalysis &analysis)
{
    const QString subject = displayName(entry.name);
    const auto add = [&](Code code, qint64 count = 0) {
        analysis.problems.append(makeProblem(code, subject, {}, count));
    };
    if (!isExpectedType(entry)) {
        // The attempt to read a database has already added its problem.
        if (!isRead(entry))
            add(entry.status.isLink() ? Code::Link : Code::WrongType);
        return;
    }
    switch (entry.artefact.kind) {
    case Kind::CollectionSidecar:
    case Kind::MediaDatabaseSidecar:
        if (analysis.entry(entry.artefact.database) == nullptr)
            add(Code::OrphanedSidecar);
        else if (entry.name.endsWith("-wal") && entry.status.size > 0 &&
                 !isUsualWal(entry, analysis, isHeld))
            add(Code::StaleWal, entry.status.size);
        else if (entry.name.endsWith("-journal") && entry.status.size > 0 && !isHeld)
            add(Code::StaleJournal, entry.status.size);
        else if (entry.name.endsWith(".backup"))
            add(Code::UploadLeftover);
        break;
    case Kind::Temporary:
        if (entry.status.isRegular())
            add(Code::UploadLeftover);
        break;
    case Kind::NfsLeftover:
        add(Code::NfsLeftover);
        break;
    default:
        break;
    }
}

// An entry of a user, or the user's folder, with another owner than the server.
struct ForeignEntry
{
    QString name; // for display
    quint32 owner = 0;
};

QList<ForeignEntry> entriesForeignTo(const ServerOwner &expected, const UserAnalysis &analysis)
{
    QList<ForeignEntry> foreign;
    const auto addIfForeign = [&](const QString &name, const FileStatus &status) {
        if (status.owner != expected.uid && (!expected.isWeak || isOwnerInDoubt(status)))
            foreign.append({name, status.owner});
    };
    addIfForeign(analysis.user.displayName(), analysis.folderStatus);
    for (const UserEntry &entry : analysis.entries) {
        if (entry.artefact.hasOwnMeaning())
            addIfForeign(displayName(entry.name), entry.status);
    }
    return foreign;
}

// Queries the containers only if owners differ, because that takes a while. A server that runs as
// root can write everything.
void addOwnerFindings(UserAnalysis &analysis, const Task &task)
{
    const ServerOwner ofFolder{analysis.folderStatus.owner, 0, {}};
    const auto &owners = analysis.serverOwners;
    auto owner = owners ? owners->withoutContainers(analysis.user) : std::nullopt;
    if (entriesForeignTo(owner.value_or(ofFolder), analysis).isEmpty())
        return;
    if (owners)
        owner = owners->of(analysis.user, task);
    if (owner && owner->uid == 0)
        return;
    const ServerOwner expected = owner.value_or(ofFolder);
    for (const ForeignEntry &entry : entriesForeignTo(expected, analysis)) {
        analysis.problems.append(makeProblem(owner ? Code::ForeignOwner : Code::MixedOwners,
                                             entry.name, {}, entry.owner, expected.uid));
    }
}

// The processes that have files of the user open. An empty list does not mean that the files are
// free.
QStringList holdersOf(const Directory &folder, const UserAnalysis &analysis,
                      const OpenFiles &openFiles)
{
    const FileSystemKind kind = fileSystemKindOf(folder.descriptor());
    std::set<qint64> pids;
    for (const UserEntry &entry : analysis.entries) {
        if (!entry.status.isRegular())
            continue;
        for (const OpenFile &open : openFiles.of(entry.status, kind))
            pids.insert(open.pid);
    }
    pids.erase(QCoreApplication::applicationPid());
    QStringList holders;
    for (const qint64 pid : pids) {
        if (const auto holder = holderFor(pid))
            holders.append(holder->text());
    }
    return holders;
}

} // namespace

void addFindings(const Directory &folder, UserAnalysis &analysis, const AnalysisOptions &options,
                 const Task &task)
{
    addCollectionFindings(analysis);
    addMediaFindings(analysis);
    const QStringList holders =
        options.openFiles ? holdersOf(folder, analysis, *options.openFiles) : QStringList();
    for (const UserEntry &entry : analysis.entries)
        addEntryFinding(entry, !holders.isEmpty(), analysis);
    addOwnerFindings(analysis, task);
    if (!holders.isEmpty()) {
        analysis.problems.append(makeProblem(Code::InUse, analysis.user.displayName(),
                                             holders.join(QStringLiteral(", "))));
    }
    const Layouts layouts = analysis.layouts();
    if (layouts.testFlag(Layout::Official) && layouts != Layouts(Layout::Official)) {
        analysis.problems.append(
            makeProblem(Code::TwoLayouts, analysis.user.displayName(), layoutNames(layouts)));
    }
    for (const QString &path : analysis.usage.otherFileSystems)
        analysis.problems.append(makeProblem(Code::OtherFileSystem, path));
    for (const QString &path : analysis.usage.unreadable) {
        analysis.problems.append(
            makeProblem(Code::Unreadable, path, QStringLiteral("the folder cannot be listed")));
    }
    std::stable_sort(analysis.problems.begin(), analysis.problems.end(),
                     [](const Problem &a, const Problem &b) { return a.severity > b.severity; });
}

} // namespace SyncAdmin
