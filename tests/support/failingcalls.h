#pragma once

#include "base/systemcalls.h"

#include <QByteArray>
#include <QList>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <mutex>
#include <optional>

namespace SyncAdmin::Test {

// System calls that are recorded. A chosen one fails, or runs an action before it. Thread-safe.
class FailingCalls : public SystemCalls
{
public:
    enum class Kind {
        Open,
        Statx,
        ListFolder,
        Rename,
        MakeFolder,
        Unlink,
        Write,
        Fsync,
        ChangeOwner,
        ChangeMode,
        SetAttribute,
        RemoveAttribute,
        ReadAttribute,
        Access,
        Read,
        Lock,
    };
    struct Call
    {
        Kind kind;
        QByteArray name;    // if the call has one
        QByteArray newName; // of a rename
    };

    // Makes the Nth call from now (counted from 1), of this kind or of any, fail with this errno
    // without effect; with `andAllLater` also all calls of the kind after it.
    void failAt(qint64 n, int error, std::optional<Kind> kind = {}, bool andAllLater = false)
    {
        arm(n, kind, error, andAllLater, {});
    }
    // Runs `action` before the Nth call, on the same thread; the call follows.
    void runBefore(qint64 n, std::function<void()> action, std::optional<Kind> kind = {})
    {
        arm(n, kind, 0, false, std::move(action));
    }
    // Skips fsync, for loops over thousands of points without a power failure.
    void skipSync() { m_skipsSync = true; }
    void disarm() { arm(0, {}, 0, false, {}); }

    // Whether the failure or action has happened.
    bool hasFired() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_hasFired;
    }
    QList<Call> calls() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_calls;
    }
    qint64 count(std::optional<Kind> kind = {}) const
    {
        const std::scoped_lock lock(m_mutex);
        return std::count_if(m_calls.begin(), m_calls.end(),
                             [kind](const Call &call) { return !kind || call.kind == *kind; });
    }
    void forget()
    {
        const std::scoped_lock lock(m_mutex);
        m_calls.clear();
    }

    int openat(int folder, const char *name, int flags, mode_t mode) override
    {
        return fails({Kind::Open, name, {}}) ? -1 : SystemCalls::openat(folder, name, flags, mode);
    }
    int statx(int folder, const char *name, int flags, unsigned mask, KernelStat *status) override
    {
        return fails({Kind::Statx, name, {}})
                   ? -1
                   : SystemCalls::statx(folder, name, flags, mask, status);
    }
    ssize_t getdents(int folder, char *buffer, size_t size) override
    {
        return fails({Kind::ListFolder, {}, {}}) ? -1 : SystemCalls::getdents(folder, buffer, size);
    }
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        return fails({Kind::Rename, oldName, newName})
                   ? -1
                   : SystemCalls::renameat(from, oldName, to, newName, flags);
    }
    int mkdirat(int folder, const char *name, mode_t mode) override
    {
        return fails({Kind::MakeFolder, name, {}}) ? -1 : SystemCalls::mkdirat(folder, name, mode);
    }
    int unlinkat(int folder, const char *name, int flags) override
    {
        return fails({Kind::Unlink, name, {}}) ? -1 : SystemCalls::unlinkat(folder, name, flags);
    }
    ssize_t write(int descriptor, const void *bytes, size_t size) override
    {
        return fails({Kind::Write, {}, {}}) ? -1 : SystemCalls::write(descriptor, bytes, size);
    }
    int fsync(int descriptor) override
    {
        if (fails({Kind::Fsync, {}, {}}))
            return -1;
        return m_skipsSync ? 0 : SystemCalls::fsync(descriptor);
    }
    int fchown(int descriptor, uid_t owner, gid_t group) override
    {
        return fails({Kind::ChangeOwner, {}, {}}) ? -1
                                                  : SystemCalls::fchown(descriptor, owner, group);
    }
    int fchmod(int descriptor, mode_t mode) override
    {
        return fails({Kind::ChangeMode, {}, {}}) ? -1 : SystemCalls::fchmod(descriptor, mode);
    }
    int fsetxattr(int descriptor, const char *name, const void *value, size_t size) override
    {
        return fails({Kind::SetAttribute, name, {}})
                   ? -1
                   : SystemCalls::fsetxattr(descriptor, name, value, size);
    }
    int fremovexattr(int descriptor, const char *name) override
    {
        return fails({Kind::RemoveAttribute, name, {}})
                   ? -1
                   : SystemCalls::fremovexattr(descriptor, name);
    }
    ssize_t listxattr(int folder, const char *name, char *list, size_t size) override
    {
        return fails({Kind::ReadAttribute, name, {}})
                   ? -1
                   : SystemCalls::listxattr(folder, name, list, size);
    }
    ssize_t getxattr(int folder, const char *name, const char *attribute, void *value,
                     size_t size) override
    {
        return fails({Kind::ReadAttribute, name, {}})
                   ? -1
                   : SystemCalls::getxattr(folder, name, attribute, value, size);
    }
    int faccessat(int folder, const char *name, int mode) override
    {
        return fails({Kind::Access, name, {}}) ? -1 : SystemCalls::faccessat(folder, name, mode);
    }
    ssize_t pread(int descriptor, void *bytes, size_t size, off_t at) override
    {
        return fails({Kind::Read, {}, {}}) ? -1 : SystemCalls::pread(descriptor, bytes, size, at);
    }
    int flock(int descriptor, int operation) override
    {
        return fails({Kind::Lock, {}, {}}) ? -1 : SystemCalls::flock(descriptor, operation);
    }

private:
    void arm(qint64 n, std::optional<Kind> kind, int error, bool andAllLater,
             std::function<void()> action)
    {
        const std::scoped_lock lock(m_mutex);
        m_remaining = n;
        m_kind = kind;
        m_error = error;
        m_andAllLater = andAllLater;
        m_action = std::move(action);
        m_hasFired = false;
    }

    bool fails(const Call &call)
    {
        std::function<void()> action;
        int error = 0;
        {
            const std::scoped_lock lock(m_mutex);
            m_calls.append(call);
            const bool counts = !m_kind || call.kind == *m_kind;
            const bool isChosen = counts && m_remaining > 0 && --m_remaining == 0;
            const bool isLater = counts && m_hasFired && m_andAllLater;
            if (!isChosen && !isLater)
                return false;
            m_hasFired = true;
            error = m_error;
            action = m_action;
        }
        if (action)
            action();
        errno = error;
        return error != 0;
    }

    mutable std::mutex m_mutex;
    QList<Call> m_calls;
    qint64 m_remaining = 0;
    std::optional<Kind> m_kind;
    int m_error = 0;
    bool m_andAllLater = false;
    bool m_hasFired = false;
    bool m_skipsSync = false;
    std::function<void()> m_action;
};

} // namespace SyncAdmin::Test
