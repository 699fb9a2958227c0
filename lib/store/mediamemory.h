#pragma once

#include "store/manifest.h"
#include "volume/userfolder.h"

namespace SyncAdmin {

// What is recorded about the media databases of a user with which devices can have synced.
struct MediaMemory
{
    qint64 highestUsn = 0; // of all databases that an operation installed or a server had written
    qint64 seenUsn = 0;    // of those that a server had written
    // The databases of the newest operation that installed some. Empty if there is none, or its
    // restore point was deleted.
    QList<InstalledMedia> installed;

    const InstalledMedia *installedAs(const QByteArray &name) const;
};

// Reads the user's restore points, and the audit log, which outlives them; touches nothing. Empty
// for a store that is missing, or that is not the caller's own: the preflight refuses that one. A
// damaged record is skipped, because the audit log has the same figures. Any other error is
// returned: what cannot be read now must not count as missing.
Result<MediaMemory> mediaMemoryOf(const UserFolder &user);

} // namespace SyncAdmin
