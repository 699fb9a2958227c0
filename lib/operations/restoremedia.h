#pragma once

#include "base/task.h"
#include "engine/plan.h"
#include "store/mediamemory.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// What decides how a restore treats a media database.
struct MediaRestore
{
    Directory items;                 // the point's
    std::optional<Directory> folder; // the user's, if it exists
    QByteArray database;             // "media.db"
    QByteArray mediaFolder;
    bool holdsDatabase = false; // the point has one
    bool holdsFolder = false;   // the point has the media folder
    bool keepsFolder = false;   // today's media folder stays
    bool hasSidecars = false;   // the point's database has sidecars with content
    MediaMemory memory;
};

// The decision about one media database.
struct MediaDecision
{
    enum class Way {
        None,         // there will be none
        AsItWas,      // the point's returns
        WithSidecars, // the point's returns with its sidecars: it cannot be read
        Folded,       // the point's returns as one file
        Placed,       // one is made, as `plan` says
    };

    Way way = Way::None;
    std::optional<MediaDatabasePlan> plan;
    qint64 lastUsn = 0;                      // of Placed
    qint64 rows = 0;                         // of Placed
    std::optional<InstalledMedia> returning; // the point's, if it returns and can be read
    qint64 seenUsn = 0;                      // of today's, if a server has written to it
    bool isLate = false;                     // a server has written since
    bool startsAnew = false; // the server counts from 0: the program does not write this format
};

// A database returns as it was only if no device can have synced with a later one, that is, if
// today's is exactly the one that the newest operation installed, that one had no rows beyond the
// returning one, and no server has written beyond it; and if it lists what a media folder that
// stays holds. Otherwise its rows are lifted above every USN that a device can know, and matched
// with that folder. A database that cannot be read does not return, because the server would not
// start: it is made from the media folder. Touches nothing. UsnLimit, Cancelled, those of reading.
Result<MediaDecision> decideMedia(const MediaRestore &restore, const Task &task);

// Whether SQLite can read a database with its sidecars. An error if that failed for a reason
// outside of the file.
Result<bool> canBeRead(const Directory &folder, const QByteArray &name, const Task &task);

} // namespace SyncAdmin
