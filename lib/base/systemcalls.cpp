#include "base/systemcalls.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace SyncAdmin {

namespace {

// Replaces the missing lgetxattrat(): the path through /proc resolves no component a second time.
std::string pathBelow(int folder, const char *name)
{
    return "/proc/self/fd/" + std::to_string(folder) + '/' + name;
}

} // namespace

int SystemCalls::openat(int folder, const char *name, int flags, mode_t mode)
{
    return ::openat(folder, name, flags, mode);
}

int SystemCalls::statx(int folder, const char *name, int flags, unsigned mask, KernelStat *status)
{
    return static_cast<int>(::syscall(SYS_statx, folder, name, flags, mask, status));
}

int SystemCalls::faccessat(int folder, const char *name, int mode)
{
    return ::faccessat(folder, name, mode, AT_EACCESS);
}

ssize_t SystemCalls::getdents(int folder, char *buffer, size_t size)
{
    return ::syscall(SYS_getdents64, folder, buffer, size);
}

int SystemCalls::renameat(int from, const char *oldName, int to, const char *newName,
                          unsigned flags)
{
    return static_cast<int>(::syscall(SYS_renameat2, from, oldName, to, newName, flags));
}

int SystemCalls::mkdirat(int folder, const char *name, mode_t mode)
{
    return ::mkdirat(folder, name, mode);
}

int SystemCalls::unlinkat(int folder, const char *name, int flags)
{
    return ::unlinkat(folder, name, flags);
}

ssize_t SystemCalls::pread(int descriptor, void *bytes, size_t size, off_t at)
{
    return ::pread(descriptor, bytes, size, at);
}

ssize_t SystemCalls::write(int descriptor, const void *bytes, size_t size)
{
    return ::write(descriptor, bytes, size);
}

int SystemCalls::fsync(int descriptor)
{
#ifdef SYNCADMIN_NO_FSYNC // the control of the power-cut test: it must lose data
    return descriptor < 0 ? -1 : 0;
#else
    return ::fsync(descriptor);
#endif
}

int SystemCalls::flock(int descriptor, int operation)
{
    return ::flock(descriptor, operation);
}

int SystemCalls::fchown(int descriptor, uid_t owner, gid_t group)
{
    return ::fchown(descriptor, owner, group);
}

int SystemCalls::fchmod(int descriptor, mode_t mode)
{
    return ::fchmod(descriptor, mode);
}

ssize_t SystemCalls::listxattr(int folder, const char *name, char *list, size_t size)
{
    if (*name == '\0')
        return ::flistxattr(folder, list, size);
    return ::llistxattr(pathBelow(folder, name).c_str(), list, size);
}

ssize_t SystemCalls::getxattr(int folder, const char *name, const char *attribute, void *value,
                              size_t size)
{
    if (*name == '\0')
        return ::fgetxattr(folder, attribute, value, size);
    return ::lgetxattr(pathBelow(folder, name).c_str(), attribute, value, size);
}

int SystemCalls::fsetxattr(int descriptor, const char *attribute, const void *value, size_t size)
{
    return ::fsetxattr(descriptor, attribute, value, size, 0);
}

int SystemCalls::fremovexattr(int descriptor, const char *attribute)
{
    return ::fremovexattr(descriptor, attribute);
}

const std::shared_ptr<SystemCalls> &SystemCalls::kernel()
{
    static const auto calls = std::make_shared<SystemCalls>();
    return calls;
}

} // namespace SyncAdmin
