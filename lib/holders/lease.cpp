#include "holders/lease.h"

#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace SyncAdmin {

namespace {

// Changes the file system uid of this thread. The kernel then makes the process undumpable and
// untraceable (credentials(7), prctl(2)); the destructor restores that.
class FileSystemUid
{
public:
    explicit FileSystemUid(uid_t uid)
        : m_dumpable(::prctl(PR_GET_DUMPABLE)), m_before(static_cast<uid_t>(::setfsuid(uid)))
    {}
    ~FileSystemUid()
    {
        ::setfsuid(m_before);
        if (m_dumpable == 1)
            ::prctl(PR_SET_DUMPABLE, 1);
    }
    FileSystemUid(const FileSystemUid &) = delete;
    FileSystemUid &operator=(const FileSystemUid &) = delete;

private:
    int m_dumpable;
    uid_t m_before;
};

// Returns 0 or an errno.
int takeAndGiveBack(int descriptor)
{
    // An open of the file at this moment makes the kernel send a signal: SIGIO by default, which
    // ends a process. SIGURG is ignored by default.
    ::fcntl(descriptor, F_SETSIG, SIGURG);
    if (::fcntl(descriptor, F_SETLEASE, F_WRLCK) != 0)
        return errno;
    ::fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return 0;
}

int takeAsOwner(int descriptor, uid_t owner)
{
    const FileSystemUid asOwner(owner);
    return takeAndGiveBack(descriptor);
}

LeaseAnswer answerFrom(int number)
{
    switch (number) {
    case 0:
        return LeaseAnswer::Granted;
    case EAGAIN:
    case EBUSY:
        return LeaseAnswer::Refused;
    case EACCES:
    case EPERM:
        return LeaseAnswer::NoPermission;
    default:
        return LeaseAnswer::Unsupported;
    }
}

} // namespace

LeaseAnswer tryWriteLease(int descriptor, const FileStatus &file)
{
    int number = takeAndGiveBack(descriptor);
    if (number == EACCES)
        number = takeAsOwner(descriptor, file.owner);
    return answerFrom(number);
}

} // namespace SyncAdmin
