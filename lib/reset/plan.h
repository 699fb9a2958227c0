#pragma once

#include "analysis/useranalysis.h"

#include <optional>

namespace SyncAdmin {

struct ResetOptions
{
    bool keepMediaFiles = false;
};

// What an entry was when the plan was made; the executor refuses what differs.
struct Identity
{
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;     // bytes
    qint64 modified = 0; // ns since 1970
    FileStatus::Type type = FileStatus::Type::Other;

    static Identity of(const FileStatus &status);
    bool operator==(const Identity &other) const = default;
};

// One operation of a reset, in the order in which reports name it.
struct PlanStep
{
    enum class Kind {
        CollectionFile,   // moves collection.anki2 or one of its sidecars away
        MediaFolder,      // moves a media folder away
        KeptMediaFiles,   // leaves a media folder as it is
        MediaDatabase,    // moves a media database or one of its sidecars away
        TemporaryFile,    // moves a leftover away
        FreshMediaFolder, // makes an empty media folder
        // Of a restore: what stands there now is set aside, and the old entries come back.
        UserFolder, // makes the user folder again
        NewerFile,
        NewerMediaFolder,
        RestoredCollectionFile,
        RestoredMediaFolder,
        RestoredMediaDatabase,
        RestoredTemporaryFile,
        PutBack, // of a recovery: an entry goes back to where it was
        // Of a revocation, in the data root itself.
        SessionFile,         // moves session.db or one of its sidecars away
        RevokedSessions,     // puts an edited session.db into place; `files` counts the sessions
        RestoredSessionFile, // of its restore
    };

    Kind kind = Kind::CollectionFile;
    QByteArray name;
    qint64 files = 0;
    qint64 bytes = 0;
    Identity identity;   // of what stands there; empty for a fresh media folder
    QByteArray database; // for a sidecar: the database that it belongs to

    QString done() const; // "Removed collection file: collection.anki2"
    QString toDo() const; // "Remove collection file: collection.anki2"
    // The same in another wording, with {name} and {count} in their places.
    QString toDo(const QString &pattern, const QString &count) const;
    static QString wording(Kind kind); // toDo()'s: "Remove collection file: {name}"
    QString failed() const;            // "Failed to remove collection.anki2"
    bool moves() const;                // into the new restore point
    bool bringsBack() const;           // out of the old one
};

QString stepKindName(PlanStep::Kind kind); // "collection-file": stable
std::optional<PlanStep::Kind> stepKindFromName(const QString &name);

// What a reset or restore of one user would do. The dry run prints it, the dialog shows it, the
// executor runs it.
struct ResetPlan
{
    UserFolder user; // where isOfSessions, only names whose sessions: its folder need not exist
    ResetOptions options;
    Identity folder;
    QList<PlanStep> steps;     // empty: there is nothing to reset
    QList<UserEntry> kept;     // what stays and is no media folder
    QByteArray source;         // of a restore: the point whose entries come back
    bool isOfSessions = false; // a revocation or its restore: the entries stand in the data root
    qint64 sessionsLeft = 0;   // of a revocation: those of other users

    bool isRestore() const { return !source.isEmpty(); }
    bool isRevocation() const { return isOfSessions && !isRestore(); }
    // The folder that the entries stand in: the user's, or the data root.
    Result<Directory> openFolder() const;
    QString path() const;         // what it is about, to be shown
    bool makesUserFolder() const; // it is gone, so that `user` and `folder` identify nothing

    qint64 bytes() const; // that are moved away
    qint64 files() const;
};

// Plans from what the analysis saw; touches nothing. LinkRefused for a media folder that is a link,
// NoPermission for a folder that could not be read.
Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options);

} // namespace SyncAdmin
