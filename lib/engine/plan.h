#pragma once

#include "analysis/useranalysis.h"
#include "store/manifest.h"

#include <optional>

namespace SyncAdmin {

struct ResetOptions
{
    bool keepMediaFiles = false; // of Everything: the media folder, and its database if it is sound
    ResetScope scope = ResetScope::Everything;
    // Where it was found out before the server was stopped; else the plan looks, if it is in doubt.
    std::optional<ServerOwner> owner = {};

    bool takesCollection() const { return scope != ResetScope::Media; }
    // Whether it takes the media folder together with its database.
    bool takesMedia() const
    {
        return scope == ResetScope::Media || (scope == ResetScope::Everything && !keepMediaFiles);
    }
};

// The options of the operation that made a restore point.
ResetOptions optionsOf(const Manifest &manifest);

// How a media database that is put into place comes about.
struct MediaDatabasePlan
{
    enum class Content {
        Empty,     // no rows; its last USN is `usn`
        Folder,    // a row for each file of the media folder, above `usn`
        Lifted,    // the restore point's rows, above `usn`
        Matched,   // the same, made to list what the media folder holds now
        Completed, // today's rows, and one for each file that has none
    };

    QByteArray name;
    Content content = Content::Empty;
    int version = 4;
    qint64 usn = 0;
    QByteArray mediaFolder;       // of Folder, Matched and Completed
    bool isFolderInPoint = false; // it comes back from the restore point
    QByteArrayList indexes;       // MediaIndex::indexes
};

// What a restore gives up of what was added since: counted, and kept in its own restore point.
struct GivenUp
{
    qint64 cards = 0;
    qint64 reviews = 0;
    qint64 files = 0; // of the media folder

    bool isNothing() const { return cards == 0 && reviews == 0 && files == 0; }
};

// What matters of an operation for the devices that sync afterwards.
struct SyncEffect
{
    bool isRestore = false;
    ResetScope scope = ResetScope::Everything;
    bool keepMediaFiles = false;
    bool isLate = false;          // of a restore: a server has written since
    bool startsMediaAnew = false; // the server counts media changes from 0
    qint64 mediaBytes = 0;        // that go with a reset
    GivenUp givenUp;

    bool takesMedia() const { return ResetOptions{keepMediaFiles, scope}.takesMedia(); }
};

// What a reset or restore of one user would do. The dry run prints it, the dialog shows it, the
// executor runs it.
struct ResetPlan
{
    UserFolder
        user; // where the entries are in the data root: only a name, the folder may be missing
    Manifest::Operation operation = Manifest::Operation::Reset; // for records and texts
    EntryFolder entryFolder = EntryFolder::UserFolder;
    // The names in the data root that the operation concerns, whether they exist or not, the
    // database first. Empty for a user folder: every name in it.
    QByteArrayList names;
    // Whether a server opens these files for moments only, so that it is recognized by the files of
    // all users.
    bool probesServer = false;
    bool affectsSync = true; // whether it changes what devices sync
    ResetOptions options;
    Identity folder;
    QList<PlanStep> steps;                   // empty: there is nothing to reset
    QList<UserEntry> kept;                   // what stays and is no media folder
    QByteArray source;                       // of a restore: the point whose entries come back
    qint64 sessionsLeft = 0;                 // of a revocation: those of other users
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

    bool concerns(const QByteArray &name) const; // an entry of the folder
    Result<Directory> openFolder() const;        // the entry folder
    QString path() const;                        // what it is about, to be shown
    bool makesUserFolder() const; // it is gone, so that `user` and `folder` identify nothing

    SyncEffect syncEffect() const;
    qint64 bytes() const; // that are moved away
    qint64 files() const;
};

} // namespace SyncAdmin
