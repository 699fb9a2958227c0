#pragma once

#include "base/filestatus.h"
#include "base/filesystemkind.h"

#include <QList>
#include <QMultiHash>

namespace SyncAdmin {

// A regular file that a process has open.
struct OpenFile
{
    qint64 pid = 0;
    int descriptor = -1;
    FileStatus status;
};

// The regular files that the processes of this machine have open, as far as /proc shows them to the
// caller: other users' processes only to root, those of another pid namespace only from outside it.
// A value that can be queried repeatedly. Takes some milliseconds for a hundred processes.
class OpenFiles
{
public:
    static OpenFiles now();

    // The open descriptors of this file, which is on a file system of this kind. Includes those
    // opened through a bind mount or an overlay, or below the overlay that `file` was read through.
    QList<OpenFile> of(const FileStatus &file, const FileSystemKind &kind) const;
    // Whether the descriptors of all processes listed in /proc could be read.
    bool isComplete() const { return m_isComplete; }

private:
    void addProcess(qint64 pid);

    QMultiHash<quint64, OpenFile> m_byInode;
    bool m_isComplete = true;
};

} // namespace SyncAdmin
