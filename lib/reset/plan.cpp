#include "reset/plan.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/text.h"
#include "server/sessions.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;

struct Wording
{
    Step kind;
    const char *name;
    const char *verb; // infinitive
    const char *pastVerb;
    const char *what; // before the name; %1 is the number of files
    bool namesEntry;
};

constexpr auto wordings = std::to_array<Wording>({
    {Step::CollectionFile, "collection-file", "Remove", "Removed", "collection file: ", true},
    {Step::MediaFolder, "media-folder", "Remove", "Removed", "media folder with %1 files", false},
    {Step::KeptMediaFiles, "kept-media-files", "Keep", "Kept", "%1 media files", false},
    {Step::MediaDatabase, "media-database", "Remove", "Removed", "media database: ", true},
    {Step::TemporaryFile, "temporary-file", "Remove", "Removed", "temporary file: ", true},
    {Step::FreshMediaFolder, "fresh-media-folder", "Recreate", "Recreated", "empty media folder",
     false},
    {Step::UserFolder, "user-folder", "Recreate", "Recreated", "user folder: ", true},
    {Step::NewerFile, "newer-file", "Set aside", "Set aside", "newer file: ", true},
    {Step::NewerMediaFolder, "newer-media-folder", "Set aside", "Set aside",
     "newer media folder with %1 files", false},
    {Step::RestoredCollectionFile, "restored-collection-file", "Restore", "Restored",
     "collection file: ", true},
    {Step::RestoredMediaFolder, "restored-media-folder", "Restore", "Restored",
     "media folder with %1 files", false},
    {Step::RestoredMediaDatabase, "restored-media-database", "Restore", "Restored",
     "media database: ", true},
    {Step::RestoredTemporaryFile, "restored-temporary-file", "Restore", "Restored",
     "temporary file: ", true},
    {Step::PutBack, "put-back", "Put back", "Put back", "", true},
    {Step::SessionFile, "session-file", "Set aside", "Set aside", "session database: ", true},
    {Step::RevokedSessions, "revoked-sessions", "Revoke", "Revoked", "sessions in session.db: %1",
     false},
    {Step::RestoredSessionFile, "restored-session-file", "Restore", "Restored",
     "session database: ", true},
});

const Wording &wordingOf(Step kind)
{
    for (const Wording &wording : wordings) {
        if (wording.kind == kind)
            return wording;
    }
    return wordings.front();
}

QString patternOf(Step kind, const char *verb)
{
    const Wording &wording = wordingOf(kind);
    QString text = QString::fromLatin1(verb) + QLatin1Char(' ') + QString::fromLatin1(wording.what);
    text.replace(QStringLiteral("%1"), QStringLiteral("{count}"));
    return wording.namesEntry ? text + QStringLiteral("{name}") : text;
}

QString described(const PlanStep &step, const char *verb)
{
    return filledIn(patternOf(step.kind, verb),
                    {{"count", groupedNumber(step.files)}, {"name", displayName(step.name)}});
}

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
        return 2;
    case Step::TemporaryFile:
        return 3;
    case Step::FreshMediaFolder:
        return 4;
    default: // a restore's steps are in order from the start
        return 5;
    }
}

std::optional<Step> stepFor(const UserEntry &entry, const UserAnalysis &analysis,
                            const ResetOptions &options)
{
    switch (entry.artefact.kind) {
    case Artefact::Kind::Collection:
    case Artefact::Kind::CollectionSidecar:
        return Step::CollectionFile;
    case Artefact::Kind::MediaDatabase:
    case Artefact::Kind::MediaDatabaseSidecar:
        return Step::MediaDatabase;
    case Artefact::Kind::MediaFolder:
        return options.keepMediaFiles ? Step::KeptMediaFiles : Step::MediaFolder;
    case Artefact::Kind::Temporary:
        if (entry.status.isRegular() &&
            (!entry.artefact.layouts || (entry.artefact.layouts & analysis.layouts())))
            return Step::TemporaryFile;
        return std::nullopt;
    case Artefact::Kind::NfsLeftover:
    case Artefact::Kind::Other:
        break;
    }
    return std::nullopt;
}

PlanStep stepOf(Step kind, const UserEntry &entry, const DiskUsage &usage)
{
    PlanStep step{kind,
                  entry.name,
                  1,
                  entry.status.size,
                  Identity::of(entry.status),
                  entry.artefact.database};
    if (entry.status.isFolder()) {
        step.files = usage.inFolder(entry.name, DiskUsage::Class::Media).files;
        step.bytes = usage.inFolder(entry.name).bytes;
    }
    return step;
}

// A fresh folder for every media folder that goes, or the layout's own where there was none.
void addFreshFolders(const UserAnalysis &analysis, QList<PlanStep> &steps)
{
    QByteArrayList names;
    for (const PlanStep &step : std::as_const(steps)) {
        if (step.kind == Step::MediaFolder)
            names.append(step.name);
        if (step.kind == Step::KeptMediaFiles)
            return;
    }
    if (names.isEmpty())
        names.append(mediaFolderName(analysis.user.layout));
    for (const QByteArray &name : std::as_const(names))
        steps.append({Step::FreshMediaFolder, name, 0, 0, {}, {}});
}

// An empty media folder alone is what a reset leaves behind; one that could not be looked into all
// through is not known to be empty.
bool isFresh(const QList<PlanStep> &steps, const UserAnalysis &analysis)
{
    const bool isKnown =
        analysis.usage.unreadable.isEmpty() && analysis.usage.otherFileSystems.isEmpty();
    return std::all_of(steps.begin(), steps.end(), [&](const PlanStep &step) {
        return (step.kind == Step::MediaFolder || step.kind == Step::KeptMediaFiles) &&
               (step.kind == Step::KeptMediaFiles ||
                (isKnown && analysis.usage.inFolder(step.name).files == 0 &&
                 analysis.usage.links == 0));
    });
}

} // namespace

Identity Identity::of(const FileStatus &status)
{
    return {status.device, status.inode, status.size, status.modified, status.type};
}

QString PlanStep::done() const
{
    return described(*this, wordingOf(kind).pastVerb);
}

QString PlanStep::toDo() const
{
    return described(*this, wordingOf(kind).verb);
}

QString PlanStep::toDo(const QString &pattern, const QString &count) const
{
    return filledIn(pattern, {{"count", count}, {"name", displayName(name)}});
}

QString PlanStep::wording(Kind kind)
{
    return patternOf(kind, wordingOf(kind).verb);
}

QString PlanStep::failed() const
{
    return QStringLiteral("Failed to %1 %2")
        .arg(QString::fromLatin1(wordingOf(kind).verb).toLower(), displayName(name));
}

QString stepKindName(PlanStep::Kind kind)
{
    return QString::fromLatin1(wordingOf(kind).name);
}

bool PlanStep::moves() const
{
    switch (kind) {
    case Step::CollectionFile:
    case Step::MediaFolder:
    case Step::MediaDatabase:
    case Step::TemporaryFile:
    case Step::NewerFile:
    case Step::NewerMediaFolder:
    case Step::SessionFile:
        return true;
    default:
        return false;
    }
}

bool PlanStep::bringsBack() const
{
    return kind == Step::RestoredCollectionFile || kind == Step::RestoredMediaFolder ||
           kind == Step::RestoredMediaDatabase || kind == Step::RestoredTemporaryFile ||
           kind == Step::RestoredSessionFile;
}

Result<Directory> ResetPlan::openFolder() const
{
    return isOfSessions ? user.root->reopened() : user.open();
}

QString ResetPlan::path() const
{
    return isOfSessions ? user.root->pathOf(sessionDatabase) : user.path();
}

bool ResetPlan::makesUserFolder() const
{
    return !steps.isEmpty() && steps.first().kind == Step::UserFolder;
}

std::optional<PlanStep::Kind> stepKindFromName(const QString &name)
{
    for (const Wording &wording : wordings) {
        if (name == QLatin1String(wording.name))
            return wording.kind;
    }
    return std::nullopt;
}

qint64 ResetPlan::bytes() const
{
    return std::accumulate(
        steps.begin(), steps.end(), qint64(0),
        [](qint64 sum, const PlanStep &step) { return step.moves() ? sum + step.bytes : sum; });
}

qint64 ResetPlan::files() const
{
    return std::accumulate(
        steps.begin(), steps.end(), qint64(0),
        [](qint64 sum, const PlanStep &step) { return step.moves() ? sum + step.files : sum; });
}

Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options)
{
    if (analysis.user.kind == UserFolder::Kind::Link)
        return failure(Error::Code::LinkRefused, analysis.user.path());
    if (!analysis.wasRead)
        return failure(Error::Code::NoPermission, analysis.user.path());
    ResetPlan plan;
    plan.user = analysis.user;
    plan.options = options;
    plan.folder = Identity::of(analysis.folderStatus);
    for (const UserEntry &entry : analysis.entries) {
        if (entry.artefact.kind == Artefact::Kind::MediaFolder && entry.status.isLink())
            return failure(Error::Code::LinkRefused,
                           analysis.user.path() + QLatin1Char('/') + displayName(entry.name));
        if (const auto kind = stepFor(entry, analysis, options))
            plan.steps.append(stepOf(*kind, entry, analysis.usage));
        else
            plan.kept.append(entry);
    }
    if (isFresh(plan.steps, analysis)) {
        plan.steps.clear();
        return plan;
    }
    addFreshFolders(analysis, plan.steps);
    std::stable_sort(
        plan.steps.begin(), plan.steps.end(),
        [](const PlanStep &a, const PlanStep &b) { return rankOf(a.kind) < rankOf(b.kind); });
    qCDebug(logReset).noquote() << "planned" << plan.steps.size() << "steps for"
                                << plan.user.displayName();
    return plan;
}

} // namespace SyncAdmin
