#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin {

// The type of the file system of a file.
struct FileSystemKind
{
    QString name;           // "ext4", "NFS"; the magic number if unknown
    bool isLocal = false;   // a lease granted by this kernel covers everybody who can open the file
    bool isRemote = false;  // other machines or programs can change files unnoticed by this kernel
    bool isOverlay = false; // shows files of other file systems with its own device number
};

// Uses statfs. `descriptor` may be a folder.
FileSystemKind fileSystemKindOf(int descriptor);
FileSystemKind fileSystemKindOf(const QByteArray &path); // links are followed
FileSystemKind fileSystemKindFromMagic(quint64 magic);

} // namespace SyncAdmin
