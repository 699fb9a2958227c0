#pragma once

#include "analysis/useranalysis.h"
#include "store/manifest.h"

#include <optional>

namespace SyncAdmin {

struct ResetOptions
{
    bool keepMediaFiles = false; // of Everything: the media folder, and its database if it is sound
    ResetScope scope = ResetScope::Everything;
    // The server's user, if it was determined before the server was stopped. Otherwise the planner
    // determines it where it is in doubt.
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

// How a media database is made that enters the user folder.
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
    bool isFolderInPoint = false; // the restore returns it
    QByteArrayList indexes;       // MediaIndex::indexes
};

// What was added since and moves into the new restore point when an older one is restored.
struct GivenUp
{
    qint64 cards = 0;
    qint64 reviews = 0;
    qint64 files = 0; // of the media folder

    bool isNothing() const { return cards == 0 && reviews == 0 && files == 0; }
};

// What an operation means for the devices that sync afterwards.
struct SyncEffect
{
    bool isRestore = false;
    ResetScope scope = ResetScope::Everything;
    bool keepMediaFiles = false;
    bool isLate = false;          // of a restore: a server has written since
    bool startsMediaAnew = false; // the server counts media changes from 0 again
    qint64 mediaBytes = 0;        // that a reset moves out
    GivenUp givenUp;

    bool takesMedia() const { return ResetOptions{keepMediaFiles, scope}.takesMedia(); }
};

// What an operation does, made by a planner in operations/. The dry run prints it, the dialog shows
// it, execute() runs it. A value.
struct ResetPlan
{
    UserFolder user; // with entries in the data root only a name: the folder can be missing
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
    QList<UserEntry> kept;                   // entries that stay and have no step
    QByteArray source;                       // of a restore: the point whose entries return
    qint64 sessionsLeft = 0;                 // of a sign-out: those of other users
    QList<MediaDatabasePlan> mediaDatabases; // for the steps that make one
    // Of a restore: the media database that returns as it was.
    std::optional<InstalledMedia> returning;
    // The highest USN in a media database that a server has written to; 0 where none has.
    qint64 seenUsn = 0;
    // Of a restore: whether a server has written since, so that devices ask which side to keep.
    bool isLate = false;
    GivenUp givenUp;
    // Whether the server has to make the media database, and counts from 0: the program does not
    // write this format. Media can then differ between devices without a message.
    bool startsMediaAnew = false;

    bool concerns(const QByteArray &name) const; // an entry of the folder
    Result<Directory> openFolder() const;        // the entry folder
    QString path() const;                        // what it is about, to be shown
    bool makesUserFolder() const; // the folder is missing: `user` and `folder` identify nothing

    SyncEffect syncEffect() const;
    qint64 bytes() const; // that move out
    qint64 files() const;
};

} // namespace SyncAdmin
