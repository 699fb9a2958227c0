#include "base/mountpoints.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

bool isOctal(char character)
{
    return character >= '0' && character <= '7';
}

// proc(5) writes space, tab, newline and backslash as three octal digits.
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

QList<MountPoint> parseMountInfo(const QByteArray &text)
{
    constexpr qsizetype pointField = 4;
    constexpr qsizetype firstOptional = 6;
    QList<MountPoint> mounts;
    for (const QByteArray &line : text.split('\n')) {
        // "36 35 98:0 /root /mnt rw,noatime master:1 - ext4 /dev/sda1 rw"
        const QList<QByteArray> fields = line.split(' ');
        const qsizetype dash = fields.indexOf("-", firstOptional);
        if (fields.size() <= pointField || !fields.at(pointField).startsWith('/'))
            continue;
        MountPoint mount;
        mount.path = unescaped(fields.at(pointField));
        if (dash > 0) {
            mount.fileSystem = unescaped(fields.value(dash + 1));
            mount.source = unescaped(fields.value(dash + 2));
        }
        mounts.append(mount);
    }
    return mounts;
}

bool isAtOrBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder.endsWith('/') ? folder : folder + '/');
}

const MountPoint *mountOf(const QByteArray &path, const QList<MountPoint> &mounts)
{
    const MountPoint *found = nullptr;
    for (const MountPoint &mount : mounts) {
        if (isAtOrBelow(path, mount.path) &&
            (found == nullptr || mount.path.size() >= found->path.size()))
            found = &mount;
    }
    return found;
}

} // namespace SyncAdmin
