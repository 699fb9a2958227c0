#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin {

// The file system that a file lies on.
struct FileSystemKind
{
    QString name;           // "ext4", "NFS"; its magic number where it is not known
    bool isLocal = false;   // a lease granted by this kernel speaks for everybody who can open it
    bool isRemote = false;  // other machines or programs change files without this kernel's notice
    bool isOverlay = false; // shows files of another file system under a device of its own
};

// By statfs of any open file; `descriptor` may be a folder.
FileSystemKind fileSystemKindOf(int descriptor);
FileSystemKind fileSystemKindOf(const QByteArray &path); // links are followed
FileSystemKind fileSystemKindFromMagic(quint64 magic);

} // namespace SyncAdmin
