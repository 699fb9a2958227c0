#pragma once

#include "base/directory.h"

namespace SyncAdmin {

// Holds a lock file of a store, made where it is missing, until the descriptor is closed. Busy
// (detail: the pid).
Result<FileDescriptor> lockInStore(const Directory &store, const QByteArray &name);

// Whether somebody holds it, without making it.
Result<> refuseLocked(const Directory &store, const QByteArray &name);

// Busy, with the pid of who holds it or held it last.
Error busyError(const Directory &store, const QByteArray &name);

} // namespace SyncAdmin
