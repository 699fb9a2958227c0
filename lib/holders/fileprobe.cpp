#include "holders/fileprobe.h"

#include "base/log.h"
#include "holders/holder.h"

#include <QRandomGenerator>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr int looks = 3; // while another instance of this program seems to be looking as well
constexpr int attempts = 5;

// A time that differs, so that two instances do not meet again and again.
void waitForOthers()
{
    std::this_thread::sleep_for(1ms + 1us * QRandomGenerator::global()->bounded(5000));
}

void noteUnknown(QString &reason, const QString &found)
{
    if (reason.isEmpty())
        reason = found;
}

QString remoteReason(const QString &path, const QString &fileSystem)
{
    return path + QStringLiteral(" lies on %1, where it cannot be seen who else has it open")
                      .arg(fileSystem);
}

} // namespace

bool FileProbe::has(const FileStatus &status) const
{
    return std::any_of(m_files.begin(), m_files.end(),
                       [&status](const File &file) { return file.status.isSameFile(status); });
}

void FileProbe::addOwnDescriptor(int descriptor, const FileStatus &status, const QString &path,
                                 bool isLocked)
{
    m_files.append(
        {std::nullopt, {}, path, status, fileSystemKindOf(descriptor), descriptor, isLocked});
}

void FileProbe::addName(const Directory &folder, const QByteArray &name)
{
    const auto status = folder.status(name);
    if (!status && status.error().code != Error::Code::DoesNotExist)
        noteUnknown(m_unknown, status.error().message());
    // Several names of one file, and a file that we hold locked, are asked about once.
    if (status && status->isRegular() && !has(*status))
        m_files.append({folder, name, folder.pathOf(name), *status,
                        fileSystemKindOf(folder.descriptor()), -1, false});
}

void FileProbe::lookAtDescriptors(const OpenFiles &open, const File &file, Seen &seen)
{
    const qint64 self = ::getpid();
    for (const OpenFile &found : open.of(file.status, file.kind)) {
        if (found.pid == self && found.descriptor == file.ownDescriptor)
            continue;
        seen.isBusy = true;
        seen.pids.insert(found.pid);
    }
}

FileProbe::Seen FileProbe::lookInProc() const
{
    Seen seen;
    const OpenFiles open = OpenFiles::now();
    const QList<ProcLock> locks = parseProcLocks(readProcFile("/proc/locks"));
    for (const File &file : m_files) {
        lookAtDescriptors(open, file, seen);
        const bool isListed =
            std::any_of(locks.begin(), locks.end(),
                        [&file](const ProcLock &lock) { return lock.inode == file.status.inode; });
        if (!isListed)
            continue;
        const quint64 device = deviceInLockTable(file.status);
        for (const ProcLock &lock : locks) {
            // A lease is another instance that asks the same, or will be in the way of our own.
            if (lock.inode != file.status.inode || lock.device != device ||
                lock.kind == ProcLock::Kind::Lease)
                continue;
            // Our own: while it is held nobody else has a lock on any of these bytes.
            if (file.isLocked && lock.kind == ProcLock::Kind::OpenFile &&
                lock.overlaps(sqliteFirstByte, sqliteLastByte))
                continue;
            seen.isBusy = true;
            if (lock.pid > 0)
                seen.pids.insert(lock.pid);
        }
    }
    return seen;
}

void FileProbe::askForLock(int descriptor, const File &file, Seen &seen)
{
    // The whole file, so that locks on a -shm count as well.
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor, F_OFD_GETLK, &lock) != 0) {
        noteUnknown(seen.unknown, errorFromErrno(errno, file.path).message());
    } else if (lock.l_type != F_UNLCK) {
        seen.isBusy = true;
        if (lock.l_pid > 0)
            seen.pids.insert(lock.l_pid);
    }
}

LeaseAnswer FileProbe::askForLease(int descriptor, const File &file, Seen &seen)
{
    const FileSystemKind kind = fileSystemKindOf(descriptor);
    const LeaseAnswer answer = tryWriteLease(descriptor, file.status);
    if (answer == LeaseAnswer::NoPermission) {
        noteUnknown(seen.unknown,
                    file.path +
                        QStringLiteral(" belongs to another user; ask as that user or as root"));
    }
    if (answer == LeaseAnswer::Unsupported || !kind.isLocal)
        noteUnknown(seen.unknown, remoteReason(file.path, kind.name));
    return answer;
}

void FileProbe::askKernel(const File &file, Seen &seen)
{
    LeaseAnswer answer = LeaseAnswer::Refused;
    // Another instance that asks at the same time has the file open for some microseconds, and the
    // kernel's NFS server closes what it only keeps at hand when somebody asks for a lease.
    for (int attempt = 0; answer == LeaseAnswer::Refused && !seen.isBusy; ++attempt) {
        if (attempt == attempts) {
            seen.isBusy = true;
            return;
        }
        if (attempt > 0)
            waitForOthers();
        if (file.ownDescriptor >= 0) {
            askForLock(file.ownDescriptor, file, seen);
            answer = askForLease(file.ownDescriptor, file, seen);
            continue;
        }
        // Not kept open while waiting, which would keep the other from its lease.
        const auto opened = file.folder->openFile(file.name);
        if (!opened) {
            seen.isBusy = seen.isBusy || opened.error().code == Error::Code::InUse;
            if (!seen.isBusy && opened.error().code != Error::Code::DoesNotExist)
                noteUnknown(seen.unknown, opened.error().message());
            return;
        }
        const auto status = statusOf(opened->get(), file.path);
        if (!status || !status->isSameFile(file.status)) {
            noteUnknown(seen.unknown,
                        file.path + QStringLiteral(" was replaced while it was looked at"));
        }
        askForLock(opened->get(), file, seen);
        answer = askForLease(opened->get(), file, seen);
    }
}

InUse FileProbe::answer() const
{
    InUse use;
    for (int look = 0; look < looks; ++look) {
        if (look > 0)
            waitForOthers();
        use = {};
        Seen seen;
        if (!m_files.isEmpty())
            seen = lookInProc();
        // Who was seen is reason enough not to ask the kernel, which other openers would feel.
        for (const File &file : m_files) {
            if (!seen.isBusy)
                askKernel(file, seen);
        }
        for (const qint64 pid : seen.pids) {
            if (const auto holder = holderFor(pid))
                use.holders.append(*holder);
        }
        noteUnknown(seen.unknown, m_unknown);
        use.reason = seen.isBusy ? QString() : seen.unknown;
        use.state = InUse::State::Free;
        if (seen.isBusy)
            use.state = InUse::State::Busy;
        else if (!seen.unknown.isEmpty())
            use.state = InUse::State::Unknown;

        // One that has ended meanwhile, or looks at the files as we do, is no longer there.
        const bool isPassing =
            seen.isBusy && !seen.pids.empty() &&
            std::all_of(use.holders.begin(), use.holders.end(),
                        [](const Holder &holder) { return holder.isThisProgram; });
        if (!isPassing)
            break;
    }
    qCDebug(logServer).noquote() << "asked about" << m_files.size() << "files:" << use.text();
    return use;
}

} // namespace SyncAdmin
