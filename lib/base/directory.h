#pragma once

#include "base/filedescriptor.h"
#include "base/filestatus.h"
#include "base/result.h"
#include "base/systemcalls.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <initializer_list>
#include <memory>

namespace SyncAdmin {

struct DirectoryEntry
{
    QByteArray name;
    unsigned char type = 0; // as getdents returns it; may be DT_UNKNOWN
    quint64 inode = 0;
};

// An open folder. Every name that it takes is a single path component (no slash, neither "." nor
// "..", no NUL); links are never followed, and no path is resolved again. Copies share the
// descriptor. Thread-safe, except that forEachEntry() and entries() must not run at the same time
// on copies of one object.
class Directory
{
public:
    // Opens a path that the admin gave. Only this function follows links.
    static Result<Directory> open(const QByteArray &path,
                                  std::shared_ptr<SystemCalls> calls = SystemCalls::kernel());

    // A folder that is known by its path alone, as in a value that was read from JSON. It can be
    // shown; every call that would use it fails.
    static Directory unopened(const QByteArray &path);
    bool isOpen() const { return m_descriptor->isOpen(); }

    // A folder in this one: LinkRefused for a link, NotAFolder for anything else.
    Result<Directory> openFolder(const QByteArray &name) const;
    // The parent folder.
    Result<Directory> openParent() const;
    // A second open file description of this folder, with its own position for listing.
    Result<Directory> reopened() const;
    // Opens a regular file for reading and leaves its access time unchanged. All functions that
    // open files open regular files only, never a device or a FIFO. Unsupported if /proc is not
    // mounted. InUse if another process holds a lease on the file for more than 100 ms.
    Result<FileDescriptor> openFile(const QByteArray &name) const;
    struct OpenedFile
    {
        FileDescriptor descriptor;
        FileStatus status; // at the time of opening
    };
    Result<OpenedFile> openWithStatus(const QByteArray &name) const;
    // The content of a regular file. BadInput if it has more than `maxBytes` bytes.
    Result<QByteArray> readFile(const QByteArray &name, qint64 maxBytes) const;
    // Opens a regular file for reading and appending; creates it with `mode` if it is missing.
    Result<FileDescriptor> openForAppending(const QByteArray &name, quint32 mode) const;
    // Opens a regular file for writing at its start, without truncation; creates it with `mode` if
    // it is missing.
    Result<FileDescriptor> openOrMakeFile(const QByteArray &name, quint32 mode) const;
    // Opens an existing regular file for reading and writing, without truncation.
    Result<FileDescriptor> openFileForWriting(const QByteArray &name) const;

    Result<FileStatus> status() const;
    Result<FileStatus> status(const QByteArray &name) const;
    // What the kernel knows without a request to the server of a network or FUSE file system, which
    // may be gone (AT_STATX_DONT_SYNC of statx(2)).
    Result<FileStatus> cachedStatus(const QByteArray &name) const;
    // Whether the entry exists. An error if that cannot be determined.
    Result<bool> has(const QByteArray &name) const;
    // Calls `each` for all entries except "." and ".."; stops when it returns false.
    Result<> forEachEntry(const std::function<bool(const DirectoryEntry &)> &each) const;
    Result<QList<DirectoryEntry>> entries() const;

    Result<Directory> makeFolder(const QByteArray &name, quint32 mode) const;
    // Writes a new file and syncs it. Exists if the name is taken.
    Result<> writeNewFile(const QByteArray &name, const QByteArray &content, quint32 mode) const;
    // Renames an entry; never replaces an existing one.
    Result<> rename(const QByteArray &name, const Directory &to, const QByteArray &newName) const;
    // Renames without RENAME_NOREPLACE, for file systems that lack it; replaces an existing entry.
    Result<> renameReplacing(const QByteArray &name, const Directory &to,
                             const QByteArray &newName) const;
    Result<> removeFile(const QByteArray &name) const;
    Result<> removeEmptyFolder(const QByteArray &name) const;
    Result<> sync() const;
    // Checks that the caller has access `mode` (R_OK, W_OK, X_OK) to an entry, or to the folder
    // itself if `name` is empty. NoPermission, ReadOnly.
    Result<> checkAccess(const QByteArray &name, int mode) const;

    int descriptor() const { return m_descriptor->get(); }
    const QString &path() const { return m_path; } // for display, never to be opened
    // The path as bytes, for command lines.
    const QByteArray &pathBytes() const { return m_pathBytes; }
    // The folder's current path according to the kernel, without links. Empty, with errno set, on
    // failure.
    QByteArray kernelPath() const;
    QString pathOf(const QByteArray &name) const; // for display
    const std::shared_ptr<SystemCalls> &calls() const { return m_calls; }

private:
    Directory(FileDescriptor descriptor, QByteArray path, std::shared_ptr<SystemCalls> calls);
    Result<FileDescriptor> openEntry(const QByteArray &name, int flags, quint32 mode = 0) const;
    Result<OpenedFile> openRegular(const QByteArray &name, int flags) const;
    Result<FileDescriptor> openOnly(const QByteArray &name, int flags) const;
    Result<FileDescriptor> openOrMake(const QByteArray &name, int flags, quint32 mode) const;
    Result<FileStatus> statusAt(int descriptor, const char *entry, int flags,
                                const QByteArray &name) const;
    Result<> requireSingle(std::initializer_list<QByteArray> names) const;
    Result<> checked(int result, const QByteArray &name) const;

    std::shared_ptr<const FileDescriptor> m_descriptor;
    QByteArray m_pathBytes;
    QString m_path; // displayName() of m_pathBytes
    std::shared_ptr<SystemCalls> m_calls;
};

// The status of an open file. `path` is used in error messages.
Result<FileStatus> statusOf(int descriptor, const QString &path,
                            SystemCalls &calls = *SystemCalls::kernel());

// Whether the bytes are a single path component.
bool isSingleName(const QByteArray &name);

} // namespace SyncAdmin
