#include "base/systemcalls.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdio>

namespace SyncAdmin {

int SystemCalls::openat(int folder, const char *name, int flags, mode_t mode)
{
    return ::openat(folder, name, flags, mode);
}

int SystemCalls::statx(int folder, const char *name, int flags, unsigned mask, struct statx *status)
{
    return ::statx(folder, name, flags, mask, status);
}

ssize_t SystemCalls::getdents(int folder, char *buffer, size_t size)
{
    return ::getdents64(folder, buffer, size);
}

int SystemCalls::renameat(int from, const char *oldName, int to, const char *newName,
                          unsigned flags)
{
    return ::renameat2(from, oldName, to, newName, flags);
}

int SystemCalls::mkdirat(int folder, const char *name, mode_t mode)
{
    return ::mkdirat(folder, name, mode);
}

int SystemCalls::unlinkat(int folder, const char *name, int flags)
{
    return ::unlinkat(folder, name, flags);
}

ssize_t SystemCalls::write(int descriptor, const void *bytes, size_t size)
{
    return ::write(descriptor, bytes, size);
}

int SystemCalls::fsync(int descriptor)
{
    return ::fsync(descriptor);
}

int SystemCalls::fchown(int descriptor, uid_t owner, gid_t group)
{
    return ::fchown(descriptor, owner, group);
}

int SystemCalls::fchmod(int descriptor, mode_t mode)
{
    return ::fchmod(descriptor, mode);
}

int SystemCalls::fsetxattr(int descriptor, const char *name, const void *value, size_t size)
{
    return ::fsetxattr(descriptor, name, value, size, 0);
}

const std::shared_ptr<SystemCalls> &SystemCalls::kernel()
{
    static const auto calls = std::make_shared<SystemCalls>();
    return calls;
}

} // namespace SyncAdmin
