#pragma once

#include "servers/servercontrol.h"
#include "store/caller.h"
#include "store/restorepointstore.h"

#include <QDateTime>

#include <optional>

namespace SyncAdmin {

// The servers that an operation stopped and has not started again. Written before the first one is
// stopped, removed when all of them run. A value.
struct ServerRecord
{
    static constexpr qint64 maxBytes = 64 * 1024;
    static constexpr qsizetype maxServers = 64;

    QList<ServerHandle> servers;
    QString operation; // "reset"
    QDateTime time;    // UTC
    Caller caller;
    QString command;

    QByteArray toJson() const;
    // Checks every field. BadInput.
    static Result<ServerRecord> fromJson(const QByteArray &json, const QString &path);
};

// The record file of a store, locked for this process. Only one operation at a time stops servers.
// This is not the lock of the store itself, which each operation takes.
class ServerRecordFile
{
public:
    // Busy while another process has it locked.
    static Result<ServerRecordFile> lock(const RestorePointStore &store);
    // Reads it without the lock. Busy while its operation runs.
    static Result<std::optional<ServerRecord>> readUnlocked(const RestorePointStore &store);

    Result<std::optional<ServerRecord>> read() const;
    Result<> write(const ServerRecord &record) const;
    Result<> remove() const;

private:
    ServerRecordFile(Directory store, FileDescriptor lock);

    Directory m_store;
    FileDescriptor m_lock;
};

} // namespace SyncAdmin
