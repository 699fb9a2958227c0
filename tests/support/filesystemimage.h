#pragma once

#include "support/files.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace SyncAdmin::Test {

// Makes later mounts visible only to this process and its children, and ends them with the process.
// False if not permitted.
bool takeOwnMounts();

// A small file system in a sparse file, mounted through a loop device.
class FileSystemImage
{
public:
    // "ext4", "xfs" or "btrfs". With `bytes` 0 it has the smallest size that mkfs accepts.
    FileSystemImage(QString kind, QString file, qint64 bytes = 0);

    // Creates the file system. Returns the error, or nothing. `options` are for mkfs.
    QString make(const QStringList &options = {}) const;
    // Mounts it; null on failure. Creates the folder if it is missing.
    std::unique_ptr<Mounted> mount(const QString &folder, const QString &options = {}) const
    {
        return mountCopy(m_file, folder, options);
    }
    std::unique_ptr<Mounted> mountCopy(const QString &copy, const QString &folder,
                                       const QString &options = {}) const;

    const QString &file() const { return m_file; }
    // Copies the current content of the disk without holes. Returns a checksum, or nothing on
    // failure.
    QByteArray copyTo(const QString &file) const;

private:
    QString m_kind;
    QString m_file;
    qint64 m_bytes;
};

} // namespace SyncAdmin::Test
