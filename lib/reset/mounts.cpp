#include "reset/mounts.h"

#include <climits>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace SyncAdmin {

namespace {

bool isOctal(char character)
{
    return character >= '0' && character <= '7';
}

// proc(5): space, tab, newline and backslash are written as three octal digits.
QByteArray unescaped(const QByteArray &field)
{
    QByteArray plain;
    for (qsizetype i = 0; i < field.size(); ++i) {
        if (field.at(i) == '\\' && i + 3 < field.size() && isOctal(field.at(i + 1)) &&
            isOctal(field.at(i + 2)) && isOctal(field.at(i + 3))) {
            plain += static_cast<char>(field.mid(i + 1, 3).toInt(nullptr, 8));
            i += 3;
        } else {
            plain += field.at(i);
        }
    }
    return plain;
}

} // namespace

QByteArrayList mountPointsBelow(const QByteArray &mountInfo, const QByteArray &path)
{
    constexpr int mountPointField = 4;
    const QByteArray prefix = path.endsWith('/') ? path : path + '/';
    QByteArrayList found;
    for (const QByteArray &line : mountInfo.split('\n')) {
        const QByteArrayList fields = line.split(' ');
        if (fields.size() <= mountPointField)
            continue;
        const QByteArray point = unescaped(fields.at(mountPointField));
        if (point.startsWith(prefix))
            found.append(point);
    }
    return found;
}

Result<QByteArrayList> entriesWithMounts(const Directory &folder)
{
    std::array<char, PATH_MAX> target;
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(folder.descriptor());
    const ssize_t length = ::readlink(link.constData(), target.data(), target.size());
    if (length <= 0)
        return failureFromErrno(errno, folder.path());
    const QByteArray path(target.data(), length);
    const auto proc = Directory::open(QByteArrayLiteral("/proc/self"), folder.calls());
    if (!proc)
        return tl::unexpected(proc.error());
    constexpr qint64 most = 64 * 1024 * 1024;
    const auto mountInfo = proc->readFile(QByteArrayLiteral("mountinfo"), most);
    if (!mountInfo)
        return tl::unexpected(mountInfo.error());
    QByteArrayList names;
    for (const QByteArray &point : mountPointsBelow(*mountInfo, path)) {
        const QByteArray below = point.mid(path.size() + (path.endsWith('/') ? 0 : 1));
        names.append(below.left(below.indexOf('/') < 0 ? below.size() : below.indexOf('/')));
    }
    return names;
}

} // namespace SyncAdmin
