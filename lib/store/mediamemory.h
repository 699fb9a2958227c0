#pragma once

#include "store/manifest.h"
#include "volume/userfolder.h"

namespace SyncAdmin {

// What the records of a user's acts remember of the media databases that devices may have met.
struct MediaMemory
{
    qint64 highestUsn = 0; // of every database that an act installed or that a server had written
    qint64 seenUsn = 0;    // of those that a server had written
    // What the newest act that installed databases left. Empty where none did, or its restore point
    // was deleted.
    QList<InstalledMedia> installed;

    const InstalledMedia *installedAs(const QByteArray &name) const;
};

enum class MemoryDepth {
    Points, // the user's restore points
    All,    // the audit log as well, which outlives them; takes time in proportion to its length
};

// Reads them; touches nothing. A store that is not there, or not to be trusted, remembers nothing:
// that it cannot be used is found by the preflight. In the place of a damaged record the audit log
// is asked. Any other error is returned: what could not be read now must not count as forgotten.
Result<MediaMemory> mediaMemoryOf(const UserFolder &user, MemoryDepth depth);

} // namespace SyncAdmin
