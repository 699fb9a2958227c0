#include "holders/lease.h"

#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace SyncAdmin {

namespace {

// The file system uid of this thread alone. Changing it makes the process one that cannot be traced
// or dumped (credentials(7), prctl(2)), which is put right afterwards.
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

// 0 or the error's number.
int takeAndGiveBack(int descriptor)
{
    // Somebody who opens the file in this moment makes the kernel send a signal, SIGIO by default,
    // which ends a process. SIGURG is ignored unless a program asks for it.
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
