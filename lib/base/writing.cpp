#include "base/writing.h"

#include "base/retried.h"

#include <cerrno>

namespace SyncAdmin {

Result<> syncFile(int descriptor, const QString &path, SystemCalls &calls)
{
    if (retried([&] { return calls.fsync(descriptor); }) == 0)
        return {};
    return failure(Error::Code::NotDurable, path, systemText(errno));
}

Result<> writeAll(int descriptor, const QByteArray &content, const QString &path,
                  SystemCalls &calls)
{
    for (qsizetype at = 0; at < content.size();) {
        const ssize_t written = retried([&] {
            return calls.write(descriptor, content.constData() + at,
                               static_cast<size_t>(content.size() - at));
        });
        if (written < 0)
            return failureFromErrno(errno, path);
        at += written;
    }
    return {};
}

} // namespace SyncAdmin
