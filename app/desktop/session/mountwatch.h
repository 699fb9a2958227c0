#pragma once

#include "base/directory.h"
#include "base/filedescriptor.h"

#include <QByteArray>

namespace SyncAdmin::Desktop {

// Detects mounts and unmounts at, above or below a folder. Reads only the kernel's list of mounts,
// so that it never waits for a file system that does not answer. Any thread.
class MountWatch
{
public:
    explicit MountWatch(const Directory &folder);

    // For poll(), with POLLPRI; -1 where there is no such list.
    int descriptor() const { return m_list.get(); }
    // Whether the folder's mounts have changed since the last call.
    bool takeChange();

private:
    QByteArray read() const;

    FileDescriptor m_list;
    QByteArray m_path;
    QByteArray m_mounts; // the lines about the folder
};

} // namespace SyncAdmin::Desktop
