#pragma once

#include "base/directory.h"
#include "volume/artefact.h"

namespace SyncAdmin {

// An entry directly in a user folder.
struct UserEntry
{
    QByteArray name;
    Artefact artefact;
    FileStatus status;
};

// All entries of the folder of a user with these layouts, sorted by name; what vanishes meanwhile
// is left out. Fails when the folder cannot be listed or one of its entries not be looked at.
Result<QList<UserEntry>> entriesOf(const Directory &userFolder, Layouts layouts);

} // namespace SyncAdmin
