#pragma once

#include "support/files.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace SyncAdmin::Test {

// Mounts that this process makes from now on are seen by it and its children alone, and end with
// it, whatever happens to it. False where that is not allowed.
bool takeOwnMounts();

// A small file system in a sparse file, mounted through a loop device.
class FileSystemImage
{
public:
    // "ext4", "xfs" or "btrfs"; of the least size that its mkfs takes, where `bytes` is zero.
    FileSystemImage(QString kind, QString file, qint64 bytes = 0);

    // Why not; empty if it was made. `options` are for mkfs.
    QString make(const QStringList &options = {}) const;
    // Null where that is not possible. The folder is made where it is missing.
    std::unique_ptr<Mounted> mount(const QString &folder, const QString &options = {}) const
    {
        return mountCopy(m_file, folder, options);
    }
    std::unique_ptr<Mounted> mountCopy(const QString &copy, const QString &folder,
                                       const QString &options = {}) const;

    const QString &file() const { return m_file; }
    // Copies what stands on the disk now, holes left out. A checksum of it; empty if that failed.
    QByteArray copyTo(const QString &file) const;

private:
    QString m_kind;
    QString m_file;
    qint64 m_bytes;
};

} // namespace SyncAdmin::Test
