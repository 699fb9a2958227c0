#pragma once

#include "base/filestatus.h"
#include "base/filesystemkind.h"

#include <QList>
#include <QMultiHash>

namespace SyncAdmin {

// A regular file that a process had open.
struct OpenFile
{
    qint64 pid = 0;
    int descriptor = -1;
    FileStatus status;
};

// Which regular files the processes of this machine have open, as far as /proc shows it to the
// caller: other users' processes only to root, those of another pid namespace only from outside it.
// A value; may be asked any number of times. Some milliseconds for a hundred processes.
class OpenFiles
{
public:
    static OpenFiles now();

    // The descriptors of this file, which lies on a file system of this kind; also where it was
    // opened through a bind mount or an overlay, or below the overlay through which `file` was
    // seen.
    QList<OpenFile> of(const FileStatus &file, const FileSystemKind &kind) const;
    // Whether the descriptors of every process that /proc lists could be read.
    bool isComplete() const { return m_isComplete; }

private:
    void addProcess(qint64 pid);

    QMultiHash<quint64, OpenFile> m_byInode;
    bool m_isComplete = true;
};

} // namespace SyncAdmin
