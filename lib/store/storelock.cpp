#include "store/storelock.h"

#include "base/displayname.h"
#include "base/log.h"
#include "base/writing.h"

#include <QThread>

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace SyncAdmin {

namespace {

constexpr int maxPid = 32;
// refuseLocked() holds a lock for a moment, which must not make an operation fail.
constexpr int attemptsOfOperation = 5;
constexpr unsigned long pause = 10; // ms

// `attempts` to take a lock that somebody holds.
Result<> take(int descriptor, int operation, const Directory &store, const QByteArray &name,
              int attempts = 1)
{
    while (store.calls()->flock(descriptor, operation | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failureFromErrno(errno, store.pathOf(name));
        if (--attempts == 0)
            return failure(busyError(store, name));
        QThread::msleep(pause);
    }
    return {};
}

} // namespace

Error busyError(const Directory &store, const QByteArray &name)
{
    const auto holder = store.readFile(name, maxPid);
    const QByteArray pid = holder ? holder->trimmed() : QByteArray();
    return {Error::Code::Busy, store.path(), displayName(pid)};
}

Result<FileDescriptor> lockInStore(const Directory &store, const QByteArray &name)
{
    auto file = store.openOrMakeFile(name, 0600);
    if (!file)
        return failure(file);
    RETURN_IF_ERROR(take(file->get(), LOCK_EX, store, name, attemptsOfOperation));
    // Of one width, so that no rest of a longer one stays.
    const QByteArray pid = QByteArray::number(::getpid()).leftJustified(maxPid - 2) + '\n';
    // The pid is only information for others. The lock also counts without it, as on a full disk.
    if (const auto written = writeAll(file->get(), pid, store.pathOf(name), *store.calls());
        !written)
        qCDebug(logReset).noquote() << written.error().message();
    return file;
}

Result<> refuseLocked(const Directory &store, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const auto file, ifExists(store.openFile(name)));
    if (!file)
        return {};
    return take(file->get(), LOCK_SH, store, name);
}

} // namespace SyncAdmin
