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

// Checks which processes have files open. Add the files first; answer() checks all of them
// together.
class FileProbe
{
public:
    // Adds an open descriptor of this process that carries the locks of DatabaseLocks. It does not
    // count as a use, and the lease is taken through it.
    void addOwnDescriptor(int descriptor, const FileStatus &status, const QString &path,
                          bool isLocked);
    // Adds the file with this name, if it is a regular file.
    void addName(const Directory &folder, const QByteArray &name);

    InUse answer() const;

private:
    struct File
    {
        std::optional<Directory> folder; // of a named file
        QByteArray name;
        QString path;
        FileStatus status;
        FileSystemKind kind;
        int ownDescriptor = -1;
        bool isLocked = false; // by this process, through ownDescriptor
    };
    struct Seen
    {
        bool isBusy = false;
        std::set<qint64> pids; // the known ones
        QString unknown;       // the first reason why the use cannot be determined
    };

    Seen checkProc() const;
    static void checkDescriptors(const OpenFiles &open, const File &file, Seen &seen);
    static void checkKernel(const File &file, Seen &seen);
    static void checkLock(int descriptor, const File &file, Seen &seen);
    static LeaseAnswer checkLease(int descriptor, const File &file, Seen &seen);
    bool has(const FileStatus &status) const;

    QList<File> m_files;
    QString m_unknown;
};

} // namespace SyncAdmin
