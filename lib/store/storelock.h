#pragma once

#include "base/directory.h"

namespace SyncAdmin {

// Locks a file of a store, which is made if it is missing, until the descriptor is closed. Busy
// (detail: the pid).
Result<FileDescriptor> lockInStore(const Directory &store, const QByteArray &name);

// Busy if somebody holds it. Does not make it.
Result<> refuseLocked(const Directory &store, const QByteArray &name);

// The error Busy, with the pid of the process that holds the lock or held it last.
Error busyError(const Directory &store, const QByteArray &name);

} // namespace SyncAdmin
