#pragma once

#include "volume/userentry.h"
#include "volume/userfolder.h"

#include <optional>

namespace SyncAdmin {

// The user folder that a restore changes, as it is now. A value.
struct RestoreTarget
{
    UserFolder user;                 // with its identity, where the folder exists
    FileStatus status;               // of the folder
    std::optional<Directory> folder; // nothing where it is missing
    QList<UserEntry> entries;

    // LinkRefused for a media folder that is a link.
    static Result<RestoreTarget> open(const UserFolder &user);
    const UserEntry *entry(const QByteArray &name) const; // nullptr where there is none
};

} // namespace SyncAdmin
