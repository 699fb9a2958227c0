#pragma once

#include "base/directory.h"
#include "base/filesystemkind.h"
#include "holders/inuse.h"
#include "holders/lease.h"
#include "holders/openfiles.h"
#include "holders/proclocks.h"

#include <QHash>

#include <optional>
#include <set>

namespace SyncAdmin {

// One look at who has files open. Files are added first; answer() then looks at all of them
// together.
class FileProbe
{
public:
    // An open descriptor of this process that carries the locks of DatabaseLocks: it is nobody's
    // use, and the lease is taken through it.
    void addOwnDescriptor(int descriptor, const FileStatus &status, const QString &path,
                          bool isLocked);
    // What stands there under this name, if it is a regular file.
    void addName(const Directory &folder, const QByteArray &name);

    InUse answer() const;

private:
    struct File
    {
        std::optional<Directory> folder; // of a name
        QByteArray name;
        QString path;
        FileStatus status;
        FileSystemKind kind;
        int ownDescriptor = -1;
        bool isLocked = false; // by ourselves, through ownDescriptor
    };
    struct Seen
    {
        bool isBusy = false;
        std::set<qint64> pids; // as far as they are known
        QString unknown;       // the first reason why it cannot be known
    };

    Seen lookInProc() const;
    static void lookAtDescriptors(const OpenFiles &open, const File &file, Seen &seen);
    static void askKernel(const File &file, Seen &seen);
    static void askForLock(int descriptor, const File &file, Seen &seen);
    static LeaseAnswer askForLease(int descriptor, const File &file, Seen &seen);
    bool has(const FileStatus &status) const;

    QList<File> m_files;
    QString m_unknown;
};

} // namespace SyncAdmin
