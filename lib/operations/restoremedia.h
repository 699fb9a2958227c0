#pragma once

#include "base/task.h"
#include "engine/plan.h"
#include "store/mediamemory.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// Of the restore of a point whose operation took the media folder with its database.
struct MediaRestore
{
    Directory items;                 // the point's
    std::optional<Directory> folder; // the user's, where it is there
    QByteArray database;             // "media.db"
    QByteArray mediaFolder;
    bool holdsDatabase = false; // the point, and a server can use its format at all
    bool holdsFolder = false;
    bool keepsFolder = false; // the media folder that is there stays
    bool hasSidecars = false; // the point's database: with content
    MediaMemory memory;
};

// What becomes of the media database.
struct MediaDecision
{
    enum class Way {
        None,         // none comes
        AsItWas,      // the point's comes back
        WithSidecars, // the same, of one that cannot be read
        Folded,       // the same as one file
        Placed,       // one that `plan` makes
    };

    Way way = Way::None;
    std::optional<MediaDatabasePlan> plan;
    qint64 lastUsn = 0; // of what is placed
    qint64 rows = 0;
    std::optional<InstalledMedia> returning; // of what comes back
    qint64 seenUsn = 0;                      // of today's, where a server has written to it
    bool isLate = false;                     // a server has written since
    bool startsAnew = false; // the server begins at 0, for this format is not written
};

// Decides it. A database comes back as it was only where no device can have met a later one:
// today's is exactly what our newest operation installed, that operation's had no rows that a
// device could have fetched beyond it, and no server has written beyond it. Else its rows are
// lifted above all that devices may know. One that cannot be read does not come back, for the
// server would not start: it is made anew from the media folder. Touches nothing. UsnLimit,
// Cancelled.
Result<MediaDecision> decideMedia(const MediaRestore &restore, const Task &task);

// Whether SQLite can open a database, its sidecars included. An error where something else than the
// file is to blame that it could not be read.
Result<bool> canBeRead(const Directory &folder, const QByteArray &name, const Task &task);

} // namespace SyncAdmin
