#pragma once

#include "base/kernelstat.h"

#include <dirent.h>
#include <sys/types.h>

#include <cstddef>
#include <memory>

namespace SyncAdmin {

// One entry in the buffer of getdents().
#ifdef __GLIBC__
using KernelEntry = dirent64;
#else
using KernelEntry = dirent;
#endif

// RENAME_NOREPLACE from <linux/fs.h>; only glibc repeats it in <stdio.h>.
inline constexpr unsigned renameNoReplace = 1;

// The system calls that the library uses for files, each with the contract of libc: -1 and errno on
// failure. Tests derive from it to make the Nth call fail, or to record the order.
class SystemCalls
{
public:
    virtual ~SystemCalls() = default;

    virtual int openat(int folder, const char *name, int flags, mode_t mode);
    virtual int statx(int folder, const char *name, int flags, unsigned mask, KernelStat *status);
    virtual int faccessat(int folder, const char *name, int mode);
    virtual ssize_t getdents(int folder, char *buffer, size_t size);
    virtual int renameat(int from, const char *oldName, int to, const char *newName,
                         unsigned flags);
    virtual int mkdirat(int folder, const char *name, mode_t mode);
    virtual int unlinkat(int folder, const char *name, int flags);
    virtual ssize_t pread(int descriptor, void *bytes, size_t size, off_t at);
    virtual ssize_t write(int descriptor, const void *bytes, size_t size);
    virtual int fsync(int descriptor);
    virtual int flock(int descriptor, int operation);
    virtual int fchown(int descriptor, uid_t owner, gid_t group);
    virtual int fchmod(int descriptor, mode_t mode);
    // Extended attributes, including ACLs, of an entry (of the link itself for a link), or of the
    // open file if the name is empty.
    virtual ssize_t listxattr(int folder, const char *name, char *list, size_t size);
    virtual ssize_t getxattr(int folder, const char *name, const char *attribute, void *value,
                             size_t size);
    virtual int fsetxattr(int descriptor, const char *attribute, const void *value, size_t size);
    virtual int fremovexattr(int descriptor, const char *attribute);

    // The calls of the kernel, shared by all code except tests.
    static const std::shared_ptr<SystemCalls> &kernel();
};

} // namespace SyncAdmin
