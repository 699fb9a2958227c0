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
// refuseLocked() holds a lock for a moment, which is no reason to refuse an operation.
constexpr int viewsOfOperation = 5;
constexpr unsigned long pause = 10; // ms

// `looks` are those at a lock that is taken.
Result<> take(int descriptor, int operation, const Directory &store, const QByteArray &name,
              int looks = 1)
{
    while (store.calls()->flock(descriptor, operation | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failureFromErrno(errno, store.pathOf(name));
        if (--looks == 0)
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
    RETURN_IF_ERROR(take(file->get(), LOCK_EX, store, name, viewsOfOperation));
    // Of one width, so that no rest of a longer one stays.
    const QByteArray pid = QByteArray::number(::getpid()).leftJustified(maxPid - 2) + '\n';
    // It only tells others whom they wait for: without it, as on a full disk, the lock is held all
    // the same.
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
