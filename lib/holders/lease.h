#pragma once

#include "base/filestatus.h"

namespace SyncAdmin {

// What the kernel says to a write lease, which it grants only on a file that nobody else has open.
enum class LeaseAnswer {
    Granted, // and given back
    Refused, // somebody has the file open
    NoPermission,
    Unsupported,
};

// Takes a write lease through a descriptor, which must be the only one of this process on the file,
// and gives it back at once. Works under the owner's uid for that moment if the caller may not take
// leases on other users' files but may change its uid, as root in a container. Any thread.
LeaseAnswer tryWriteLease(int descriptor, const FileStatus &file);

} // namespace SyncAdmin
