#pragma once

#include "base/directory.h"
#include "volume/artefact.h"

namespace SyncAdmin {

// An entry of a user folder.
struct UserEntry
{
    QByteArray name;
    Artefact artefact;
    FileStatus status;
};

// All entries of a user folder with these layouts, sorted by name. Entries that disappear during
// the call are left out. Fails if the folder cannot be listed, or the status of an entry cannot be
// read.
Result<QList<UserEntry>> entriesOf(const Directory &userFolder, Layouts layouts);

} // namespace SyncAdmin
