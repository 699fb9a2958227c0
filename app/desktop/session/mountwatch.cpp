#include "session/mountwatch.h"

#include "base/mountpoints.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace SyncAdmin::Desktop {

namespace {

constexpr const char *mountList = "/proc/self/mountinfo";

// proc(5): space, tab, newline and backslash are written as three octal digits.
QByteArray escaped(const QByteArray &path)
{
    // The backslash first, for the others bring some.
    return QByteArray(path)
        .replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012");
}

} // namespace

MountWatch::MountWatch(const Directory &folder)
    : m_list(::open(mountList, O_RDONLY | O_CLOEXEC)), m_path(escaped(folder.kernelPath())),
      m_mounts(read())
{}

bool MountWatch::takeChange()
{
    const QByteArray before = std::exchange(m_mounts, read());
    return m_mounts != before;
}

QByteArray MountWatch::read() const
{
    if (!m_list.isOpen() || ::lseek(m_list.get(), 0, SEEK_SET) != 0)
        return {};
    QByteArray all;
    std::array<char, 16384> buffer;
    ssize_t length = 0;
    while ((length = ::read(m_list.get(), buffer.data(), buffer.size())) > 0)
        all.append(buffer.data(), length);
    QByteArray found;
    constexpr int mountPointField = 4;
    for (const QByteArray &line : all.split('\n')) {
        const QByteArray point = line.split(' ').value(mountPointField);
        if (!point.isEmpty() && (isAtOrBelow(m_path, point) || isAtOrBelow(point, m_path)))
            found += line + '\n';
    }
    return found;
}

} // namespace SyncAdmin::Desktop
