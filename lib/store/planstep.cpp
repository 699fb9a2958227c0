#include "store/planstep.h"

#include "base/displayname.h"
#include "base/text.h"

#include <array>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;

struct StepWording
{
    Step kind;
    const char *name;
    const char *verb; // infinitive
    const char *pastVerb;
    const char *what; // before the name; %1 is the number of files
    bool namesEntry;
};

constexpr auto stepWordings = std::to_array<StepWording>({
    {Step::CollectionFile, "collection-file", "Remove", "Removed", "collection file: ", true},
    {Step::MediaFolder, "media-folder", "Remove", "Removed", "media folder with %1 files", false},
    {Step::KeptMediaFiles, "kept-media-files", "Keep", "Kept", "%1 media files", false},
    {Step::MediaDatabase, "media-database", "Remove", "Removed", "media database: ", true},
    {Step::KeptMediaDatabase, "kept-media-database", "Keep", "Kept", "media database: %1 entries",
     false},
    {Step::TemporaryFile, "temporary-file", "Remove", "Removed", "temporary file: ", true},
    {Step::FreshMediaFolder, "fresh-media-folder", "Recreate", "Recreated", "empty media folder",
     false},
    {Step::CreatedMediaDatabase, "created-media-database", "Create", "Created",
     "media database: ", true},
    {Step::RebuiltMediaDatabase, "rebuilt-media-database", "Rebuild", "Rebuilt",
     "media database: %1 entries", false},
    {Step::UserFolder, "user-folder", "Recreate", "Recreated", "user folder: ", true},
    {Step::NewerFile, "newer-file", "Move aside", "Moved aside", "newer file: ", true},
    {Step::NewerMediaFolder, "newer-media-folder", "Move aside", "Moved aside",
     "newer media folder with %1 files", false},
    {Step::RestoredCollectionFile, "restored-collection-file", "Restore", "Restored",
     "collection file: ", true},
    {Step::RestoredMediaFolder, "restored-media-folder", "Restore", "Restored",
     "media folder with %1 files", false},
    {Step::RestoredMediaDatabase, "restored-media-database", "Restore", "Restored",
     "media database: ", true},
    {Step::RestoredTemporaryFile, "restored-temporary-file", "Restore", "Restored",
     "temporary file: ", true},
    {Step::FoldedCollectionFile, "folded-collection-file", "Restore", "Restored",
     "collection file: ", true},
    {Step::FoldedMediaDatabase, "folded-media-database", "Restore", "Restored",
     "media database: ", true},
    {Step::LiftedMediaDatabase, "lifted-media-database", "Restore", "Restored",
     "media database: ", true},
    {Step::CompletedMediaDatabase, "completed-media-database", "Add", "Added",
     "%1 files to the media database", false},
    {Step::RollBack, "put-back", "Move back", "Moved back", "", true},
    {Step::SessionFile, "session-file", "Move aside", "Moved aside", "session database: ", true},
    {Step::RevokedSessions, "revoked-sessions", "Remove", "Removed", "sessions from session.db: %1",
     false},
    {Step::RestoredSessionFile, "restored-session-file", "Restore", "Restored",
     "session database: ", true},
});

const StepWording &wordingOf(Step kind)
{
    for (const StepWording &wording : stepWordings) {
        if (wording.kind == kind)
            return wording;
    }
    return stepWordings.front();
}

QString patternOf(Step kind, const char *verb)
{
    const StepWording &wording = wordingOf(kind);
    QString text = QString::fromLatin1(verb) + QLatin1Char(' ') + QString::fromLatin1(wording.what);
    text.replace(QStringLiteral("%1"), QStringLiteral("{count}"));
    return wording.namesEntry ? text + QStringLiteral("{name}") : text;
}

QString described(const PlanStep &step, const QString &pattern, const QString &count)
{
    const QString number = step.isUncounted ? QStringLiteral("an unknown number of") : count;
    QString text = filledIn(pattern, {{"count", number}, {"name", displayName(step.name)}});
    const bool carriesOn =
        step.kind == Step::CreatedMediaDatabase || step.kind == Step::LiftedMediaDatabase;
    if (carriesOn && step.usn > 0)
        text += QStringLiteral(", continues at USN ") + groupedNumber(step.usn);
    if (step.owner) {
        text += QStringLiteral(" (owner %1:%2, %3)")
                    .arg(QString::number(step.owner->uid), QString::number(step.owner->gid),
                         step.owner->reason);
    }
    return text;
}

QString described(const PlanStep &step, const char *verb)
{
    return described(step, patternOf(step.kind, verb), groupedNumber(step.files));
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
    return described(*this, pattern, count);
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

bool PlanStep::isReturned() const
{
    return kind == Step::RestoredCollectionFile || kind == Step::RestoredMediaFolder ||
           kind == Step::RestoredMediaDatabase || kind == Step::RestoredTemporaryFile ||
           kind == Step::RestoredSessionFile;
}

bool PlanStep::isPlaced() const
{
    switch (kind) {
    case Step::FreshMediaFolder:
    case Step::CreatedMediaDatabase:
    case Step::RebuiltMediaDatabase:
    case Step::FoldedCollectionFile:
    case Step::FoldedMediaDatabase:
    case Step::LiftedMediaDatabase:
    case Step::CompletedMediaDatabase:
    case Step::RevokedSessions:
        return true;
    default:
        return false;
    }
}

bool PlanStep::isKept() const
{
    return kind == Step::KeptMediaFiles || kind == Step::KeptMediaDatabase;
}

QString scopeName(ResetScope scope)
{
    switch (scope) {
    case ResetScope::Everything:
        return QStringLiteral("everything");
    case ResetScope::Collection:
        return QStringLiteral("collection");
    case ResetScope::Media:
        return QStringLiteral("media");
    }
    return {};
}

std::optional<ResetScope> scopeFromName(const QString &name)
{
    for (const ResetScope scope :
         {ResetScope::Everything, ResetScope::Collection, ResetScope::Media}) {
        if (name == scopeName(scope))
            return scope;
    }
    return std::nullopt;
}

std::optional<PlanStep::Kind> stepKindFromName(const QString &name)
{
    for (const StepWording &wording : stepWordings) {
        if (name == QLatin1String(wording.name))
            return wording.kind;
    }
    return std::nullopt;
}

} // namespace SyncAdmin
