#pragma once

#include "analysis/useranalysis.h"

#include <optional>

namespace SyncAdmin {

// What of a user's data an act is about.
enum class ResetScope { Everything, Collection, Media };

QString scopeName(ResetScope scope); // "collection": stable
std::optional<ResetScope> scopeFromName(const QString &name);

// Whom the server's process runs as, and from what that was concluded.
struct ServerOwner
{
    quint32 uid = 0;
    quint32 gid = 0;
    QString reason; // "as the server's process has", to be shown
};

struct ResetOptions
{
    bool keepMediaFiles = false; // of Everything: the media folder, and its database if it is sound
    ResetScope scope = ResetScope::Everything;
    // Where it was found out before the server was stopped; else the plan looks, if it is in doubt.
    std::optional<ServerOwner> owner = {};
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
        CollectionFile,       // moves collection.anki2 or one of its sidecars away
        MediaFolder,          // moves a media folder away
        KeptMediaFiles,       // leaves a media folder as it is
        MediaDatabase,        // moves a media database or one of its sidecars away
        KeptMediaDatabase,    // leaves a media database as it is; `files` counts its rows
        TemporaryFile,        // moves a leftover away
        FreshMediaFolder,     // makes an empty media folder
        CreatedMediaDatabase, // puts one without rows into place, which carries on at `usn`
        RebuiltMediaDatabase, // the same with `files` rows, made from the media folder
        // Of a restore: what stands there now is set aside, and the old entries come back.
        UserFolder, // makes the user folder again
        NewerFile,
        NewerMediaFolder,
        RestoredCollectionFile,
        RestoredMediaFolder,
        RestoredMediaDatabase,
        RestoredTemporaryFile,
        // The same as one file that holds what the old one and its sidecars did.
        FoldedCollectionFile,
        FoldedMediaDatabase,
        LiftedMediaDatabase,    // its rows, above everything that devices have met; up to `usn`
        CompletedMediaDatabase, // today's, with rows for `files` files that had none
        PutBack,                // of a recovery: an entry goes back to where it was
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
    qint64 usn = 0;      // of a media database that is put into place: its last USN
    // Of what is put into place where its forerunner is somebody else's: to whom it is given.
    std::optional<ServerOwner> owner = {};

    QString done() const; // "Removed collection file: collection.anki2"
    QString toDo() const; // "Remove collection file: collection.anki2"
    // The same in another wording, with {name} and {count} in their places.
    QString toDo(const QString &pattern, const QString &count) const;
    static QString wording(Kind kind); // toDo()'s: "Remove collection file: {name}"
    QString failed() const;            // "Failed to remove collection.anki2"
    bool moves() const;                // into the new restore point
    bool bringsBack() const;           // out of the old one
    bool isPlaced() const;             // is prepared in the new restore point and put into place
    bool isKept() const;               // changes nothing
};

QString stepKindName(PlanStep::Kind kind); // "collection-file": stable
std::optional<PlanStep::Kind> stepKindFromName(const QString &name);

// How a media database that is put into place comes about.
struct MediaDatabasePlan
{
    enum class Content {
        Empty,     // no rows; its last USN is `usn`
        Folder,    // a row for each file of the media folder, above `usn`
        Lifted,    // the restore point's rows, above `usn`
        Completed, // today's rows, and one for each file that has none
    };

    QByteArray name;
    Content content = Content::Empty;
    int version = 4;
    qint64 usn = 0;
    QByteArray mediaFolder;       // of Folder and Completed
    bool isFolderInPoint = false; // it comes back from the restore point
    QByteArrayList indexes;       // MediaIndex::indexes
};

// A media database as an act leaves it: what later acts judge by whether a server has written
// since.
struct InstalledMedia
{
    QByteArray name;
    qint64 lastUsn = 0;
    qint64 rows = 0;
    QByteArray hash; // MediaIndex::hash()
};

// What a restore gives up of what was added since: counted, and kept in its own restore point.
struct GivenUp
{
    qint64 cards = 0;
    qint64 reviews = 0;
    qint64 files = 0; // of the media folder

    bool isNothing() const { return cards == 0 && reviews == 0 && files == 0; }
};

// What matters of an act for the devices that sync afterwards.
struct SyncEffect
{
    bool isRestore = false;
    ResetScope scope = ResetScope::Everything;
    bool keepMediaFiles = false;
    bool isLate = false;          // of a restore: a server has written since
    bool startsMediaAnew = false; // the server counts media changes from 0
    qint64 mediaBytes = 0;        // that go with a reset
    GivenUp givenUp;

    bool takesMedia() const
    {
        return scope == ResetScope::Media || (scope == ResetScope::Everything && !keepMediaFiles);
    }
};

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
    QList<MediaDatabasePlan> mediaDatabases; // of the steps that put one into place
    // Of a restore: the media database that comes back as it was.
    std::optional<InstalledMedia> returning;
    // The highest USN in a media database that a server has written to; 0 where none has.
    qint64 seenUsn = 0;
    // Of a restore: whether a server has written since, so that devices may be asked.
    bool isLate = false;
    GivenUp givenUp;
    // Whether a media database had to be left to the server, which counts from 0: its format is one
    // that is not written. Devices may then differ without a message.
    bool startsMediaAnew = false;

    bool isRestore() const { return !source.isEmpty(); }
    bool isRevocation() const { return isOfSessions && !isRestore(); }
    // The folder that the entries stand in: the user's, or the data root.
    Result<Directory> openFolder() const;
    QString path() const;         // what it is about, to be shown
    bool makesUserFolder() const; // it is gone, so that `user` and `folder` identify nothing

    SyncEffect syncEffect() const;
    qint64 bytes() const; // that are moved away
    qint64 files() const;
};

// Plans from what the analysis saw, and from the media database and the restore points as they are;
// touches nothing. LinkRefused for a media folder that is a link, NoPermission for a folder that
// could not be read, UsnLimit.
Result<ResetPlan> planReset(const UserAnalysis &analysis, const ResetOptions &options,
                            const Task &task = {});
// The same from the analysis alone, without reading anything, for what is shown of a user that is
// looked at: a media database that is made has no USN yet. Not to be executed.
Result<ResetPlan> outlineReset(const UserAnalysis &analysis, const ResetOptions &options);

} // namespace SyncAdmin
