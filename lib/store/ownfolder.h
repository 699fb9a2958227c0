#pragma once

#include "base/directory.h"

namespace SyncAdmin {

// Opens a folder that nobody but the caller can write to: it is the caller's own, no link, and its
// mode is 0700. Anybody else could forge the records in it. ForeignStore, DoesNotExist.
Result<Directory> openOwnFolder(const Directory &place, const QByteArray &name);

// Makes such a folder where it is missing.
Result<> makeOwnFolder(const Directory &place, const QByteArray &name);

} // namespace SyncAdmin
