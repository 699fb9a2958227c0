#pragma once

#include "base/directory.h"
#include "base/filedescriptor.h"

#include <QByteArray>

namespace SyncAdmin::Desktop {

// Notices when something is mounted or unmounted at, above or below a folder. Asks the kernel's
// list of mounts alone, so that a file system that does not answer cannot hold it up. Any thread.
class MountWatch
{
public:
    explicit MountWatch(const Directory &folder);

    // For poll(), with POLLPRI; -1 where there is no such list.
    int descriptor() const { return m_list.get(); }
    // Whether the folder's mounts are others than at the last call.
    bool takeChange();

private:
    QByteArray read() const;

    FileDescriptor m_list;
    QByteArray m_path;
    QByteArray m_mounts; // the lines that concern the folder
};

} // namespace SyncAdmin::Desktop
