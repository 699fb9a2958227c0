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
    unsigned char type = 0; // as getdents tells it, DT_UNKNOWN included
    quint64 inode = 0;
};

// An open folder. Every name that it takes is one component (no slash, neither "." nor "..", no
// NUL), no link is ever followed and nothing is looked up by path again. Copies share the
// descriptor. Methods may be called from any thread; those that list (forEachEntry, entries) from
// one at a time on copies of one object.
class Directory
{
public:
    // Opens a path that the admin named; only here links are followed.
    static Result<Directory> open(const QByteArray &path,
                                  std::shared_ptr<SystemCalls> calls = SystemCalls::kernel());

    // A folder that is known by its path alone, as in a value that was read from JSON. It can be
    // shown; every call that would use it fails.
    static Directory unopened(const QByteArray &path);
    bool isOpen() const { return m_descriptor->isOpen(); }

    // A folder in this one: LinkRefused for a link, NotAFolder for anything else.
    Result<Directory> openFolder(const QByteArray &name) const;
    // The folder that holds this one.
    Result<Directory> openParent() const;
    // Another open file description of this folder, which lists independently of it.
    Result<Directory> reopened() const;
    // A regular file for reading, without touching its access time. Nothing but a regular file is
    // ever opened, here and below: no device, no FIFO. Unsupported where /proc is not mounted.
    // InUse after 100 ms in which another process would not give up a lease on it.
    Result<FileDescriptor> openFile(const QByteArray &name) const;
    struct OpenedFile
    {
        FileDescriptor descriptor;
        FileStatus status; // of when it was opened
    };
    Result<OpenedFile> openWithStatus(const QByteArray &name) const;
    // All that a regular file holds; BadInput if that is more than `most` bytes.
    Result<QByteArray> readFile(const QByteArray &name, qint64 most) const;
    // A regular file for reading and appending, made with `mode` where it is missing.
    Result<FileDescriptor> openForAppending(const QByteArray &name, quint32 mode) const;
    // The same for writing from the start, without truncating it.
    Result<FileDescriptor> openOrMakeFile(const QByteArray &name, quint32 mode) const;
    // A regular file for reading and writing, neither created nor truncated.
    Result<FileDescriptor> openFileForWriting(const QByteArray &name) const;

    Result<FileStatus> status() const;
    Result<FileStatus> status(const QByteArray &name) const;
    // What the kernel knows without asking the server of a network or FUSE file system, which may
    // be gone (AT_STATX_DONT_SYNC of statx(2)).
    Result<FileStatus> cachedStatus(const QByteArray &name) const;
    // An error where that cannot be known.
    Result<bool> has(const QByteArray &name) const;
    // Calls `each` for all entries but "." and ".."; stops early when it returns false.
    Result<> forEachEntry(const std::function<bool(const DirectoryEntry &)> &each) const;
    Result<QList<DirectoryEntry>> entries() const;

    Result<Directory> makeFolder(const QByteArray &name, quint32 mode) const;
    // A new file with this content, synced; Exists if the name is taken.
    Result<> writeNewFile(const QByteArray &name, const QByteArray &content, quint32 mode) const;
    // Never replaces what stands at the new name.
    Result<> rename(const QByteArray &name, const Directory &to, const QByteArray &newName) const;
    // The same by a plain rename, for file systems without RENAME_NOREPLACE.
    Result<> renameReplacing(const QByteArray &name, const Directory &to,
                             const QByteArray &newName) const;
    Result<> removeFile(const QByteArray &name) const;
    Result<> removeEmptyFolder(const QByteArray &name) const;
    Result<> sync() const;
    // Whether the caller may do this (R_OK, W_OK, X_OK) with an entry, or with the folder itself
    // where `name` is empty. NoPermission, ReadOnly.
    Result<> checkAccess(const QByteArray &name, int mode) const;

    int descriptor() const { return m_descriptor->get(); }
    const QString &path() const { return m_path; } // to be shown, never opened
    // The same as bytes, for a command line that somebody may run.
    const QByteArray &pathBytes() const { return m_pathBytes; }
    // Where the kernel says that it stands now, without links. Empty, with errno, where it does
    // not.
    QByteArray kernelPath() const;
    QString pathOf(const QByteArray &name) const; // the same for an entry
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
    QString m_path; // displayName() of these
    std::shared_ptr<SystemCalls> m_calls;
};

// The attributes of an open file; `path` is for the error's text.
Result<FileStatus> statusOf(int descriptor, const QString &path,
                            SystemCalls &calls = *SystemCalls::kernel());

// Whether these bytes are one component of a path.
bool isSingleName(const QByteArray &name);

} // namespace SyncAdmin
