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

constexpr int maxRounds = 3; // repetitions while another instance seems to check too
constexpr int maxAttempts = 5;

// A random time, so that two instances do not collide again and again.
void waitForOthers()
{
    std::this_thread::sleep_for(1ms + 1us * QRandomGenerator::global()->bounded(5000));
}

void keepFirstReason(QString &reason, const QString &found)
{
    if (reason.isEmpty())
        reason = found;
}

QString remoteReason(const QString &path, const QString &fileSystem)
{
    return path +
           QStringLiteral(" is on %1, where other machines or programs can have it open unseen")
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
        keepFirstReason(m_unknown, status.error().message());
    // A file with several names, or one that this process has locked, is checked once.
    if (status && status->isRegular() && !has(*status))
        m_files.append({folder, name, folder.pathOf(name), *status,
                        fileSystemKindOf(folder.descriptor()), -1, false});
}

void FileProbe::checkDescriptors(const OpenFiles &open, const File &file, Seen &seen)
{
    const qint64 self = ::getpid();
    for (const OpenFile &found : open.of(file.status, file.kind)) {
        if (found.pid == self && found.descriptor == file.ownDescriptor)
            continue;
        seen.isBusy = true;
        seen.pids.insert(found.pid);
    }
}

FileProbe::Seen FileProbe::checkProc() const
{
    Seen seen;
    const OpenFiles open = OpenFiles::now();
    const QList<ProcLock> locks = parseProcLocks(readProcFile("/proc/locks"));
    for (const File &file : m_files) {
        checkDescriptors(open, file, seen);
        const bool isListed =
            std::any_of(locks.begin(), locks.end(),
                        [&file](const ProcLock &lock) { return lock.inode == file.status.inode; });
        if (!isListed)
            continue;
        const quint64 device = deviceInLockTable(file.status);
        for (const ProcLock &lock : locks) {
            // A lease belongs to another instance that checks the same, or will refuse the lease of
            // this one.
            if (lock.inode != file.status.inode || lock.device != device ||
                lock.kind == ProcLock::Kind::Lease)
                continue;
            // The lock of this process: while it exists, no other process can lock these bytes.
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

void FileProbe::checkLock(int descriptor, const File &file, Seen &seen)
{
    // Covers the whole file, so that locks on a -shm count too.
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor, F_OFD_GETLK, &lock) != 0) {
        keepFirstReason(seen.unknown, errorFromErrno(errno, file.path).message());
    } else if (lock.l_type != F_UNLCK) {
        seen.isBusy = true;
        if (lock.l_pid > 0)
            seen.pids.insert(lock.l_pid);
    }
}

LeaseAnswer FileProbe::checkLease(int descriptor, const File &file, Seen &seen)
{
    const FileSystemKind kind = fileSystemKindOf(descriptor);
    const LeaseAnswer answer = tryWriteLease(descriptor, file.status);
    if (answer == LeaseAnswer::NoPermission) {
        keepFirstReason(
            seen.unknown,
            file.path + QStringLiteral(" belongs to another user. Run as root, or as that user"));
    }
    if (answer == LeaseAnswer::Unsupported || !kind.isLocal)
        keepFirstReason(seen.unknown, remoteReason(file.path, kind.name));
    return answer;
}

void FileProbe::checkKernel(const File &file, Seen &seen)
{
    LeaseAnswer answer = LeaseAnswer::Refused;
    // Another instance that checks at the same time has the file open for microseconds, and the
    // kernel's NFS server closes files that it only caches when a lease is requested.
    for (int attempt = 0; answer == LeaseAnswer::Refused && !seen.isBusy; ++attempt) {
        if (attempt == maxAttempts) {
            seen.isBusy = true;
            return;
        }
        if (attempt > 0)
            waitForOthers();
        if (file.ownDescriptor >= 0) {
            checkLock(file.ownDescriptor, file, seen);
            answer = checkLease(file.ownDescriptor, file, seen);
            continue;
        }
        // The file is not open during the wait, which would prevent the lease of the other
        // instance.
        const auto opened = file.folder->openFile(file.name);
        if (!opened) {
            seen.isBusy = seen.isBusy || opened.error().code == Error::Code::InUse;
            if (!seen.isBusy && opened.error().code != Error::Code::DoesNotExist)
                keepFirstReason(seen.unknown, opened.error().message());
            return;
        }
        const auto status = statusOf(opened->get(), file.path);
        if (!status || !status->isSameFile(file.status)) {
            keepFirstReason(seen.unknown,
                            file.path + QStringLiteral(" was replaced during the check"));
        }
        checkLock(opened->get(), file, seen);
        answer = checkLease(opened->get(), file, seen);
    }
}

InUse FileProbe::answer() const
{
    InUse use;
    for (int round = 0; round < maxRounds; ++round) {
        if (round > 0)
            waitForOthers();
        use = {};
        Seen seen;
        if (!m_files.isEmpty())
            seen = checkProc();
        // A process was found, so the lease is not needed; other openers would notice it.
        for (const File &file : m_files) {
            if (!seen.isBusy)
                checkKernel(file, seen);
        }
        for (const qint64 pid : seen.pids) {
            if (const auto holder = holderFor(pid))
                use.holders.append(*holder);
        }
        keepFirstReason(seen.unknown, m_unknown);
        use.reason = seen.isBusy ? QString() : seen.unknown;
        use.state = InUse::State::Free;
        if (seen.isBusy)
            use.state = InUse::State::Busy;
        else if (!seen.unknown.isEmpty())
            use.state = InUse::State::Unknown;

        // Holders that have ended, or other instances that check too, are gone in a moment.
        const bool isPassing =
            seen.isBusy && !seen.pids.empty() &&
            std::all_of(use.holders.begin(), use.holders.end(),
                        [](const Holder &holder) { return holder.isThisProgram; });
        if (!isPassing)
            break;
    }
    qCDebug(logServer).noquote() << "checked" << m_files.size() << "files:" << use.text();
    return use;
}

} // namespace SyncAdmin
