#pragma once

#include "store/manifest.h"
#include "volume/userfolder.h"

namespace SyncAdmin {

// What the records of a user's operations remember of the media databases that devices may have
// met.
struct MediaMemory
{
    qint64 highestUsn =
        0; // of every database that an operation installed or that a server had written
    qint64 seenUsn = 0; // of those that a server had written
    // What the newest operation that installed databases left. Empty where none did, or its restore
    // point was deleted.
    QList<InstalledMedia> installed;

    const InstalledMedia *installedAs(const QByteArray &name) const;
};

// Reads the user's restore points, and the audit log, which outlives them; touches nothing. A store
// that is missing or not to be trusted remembers nothing: the preflight finds that it cannot be
// used. A damaged record is passed over, for the audit log has the same figures. Any other error is
// returned: what cannot be read now must not count as forgotten.
Result<MediaMemory> mediaMemoryOf(const UserFolder &user);

} // namespace SyncAdmin
