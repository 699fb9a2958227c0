#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <memory>

struct statx;

namespace SyncAdmin {

// The system calls through which Directory touches files, each with libc's own contract: -1 and
// errno. The one seam below the library: tests derive from it to make the Nth call fail or to
// record the order.
class SystemCalls
{
public:
    virtual ~SystemCalls() = default;

    virtual int openat(int folder, const char *name, int flags, mode_t mode);
    virtual int statx(int folder, const char *name, int flags, unsigned mask, struct statx *status);
    virtual ssize_t getdents(int folder, char *buffer, size_t size);
    virtual int renameat(int from, const char *oldName, int to, const char *newName,
                         unsigned flags);
    virtual int mkdirat(int folder, const char *name, mode_t mode);
    virtual int unlinkat(int folder, const char *name, int flags);
    virtual ssize_t write(int descriptor, const void *bytes, size_t size);
    virtual int fsync(int descriptor);
    virtual int fchown(int descriptor, uid_t owner, gid_t group);
    virtual int fchmod(int descriptor, mode_t mode);
    virtual int fsetxattr(int descriptor, const char *name, const void *value, size_t size);

    // The kernel's own, shared by everything that is not under test.
    static const std::shared_ptr<SystemCalls> &kernel();
};

} // namespace SyncAdmin
