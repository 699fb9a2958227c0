#pragma once

#include "base/filestatus.h"

namespace SyncAdmin {

// The kernel's answer to a request for a write lease, which it grants only on a file that no other
// process has open.
enum class LeaseAnswer {
    Granted, // and released again
    Refused, // another process has the file open
    NoPermission,
    Unsupported,
};

// Takes a write lease through a descriptor, which must be this process's only one of the file, and
// releases it at once. A caller that may not take leases on other users' files but can change its
// uid, as root in a container, uses the owner's uid for that moment. Thread-safe.
LeaseAnswer tryWriteLease(int descriptor, const FileStatus &file);

} // namespace SyncAdmin
