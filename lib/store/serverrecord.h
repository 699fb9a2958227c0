#pragma once

#include "servers/servercontrol.h"
#include "store/caller.h"
#include "store/restorepointstore.h"

#include <QDateTime>

#include <optional>

namespace SyncAdmin {

// That an operation has stopped servers and has yet to start them again: on the disk before the
// first of them is told to stop, gone once all of them run.
struct ServerRecord
{
    static constexpr qint64 maxBytes = 64 * 1024;
    static constexpr qsizetype maxServers = 64;

    QList<ServerHandle> servers;
    QString operation; // what for: "reset"
    QDateTime time;    // UTC
    Caller caller;
    QString command;

    QByteArray toJson() const;
    // Parses what may have been written by anybody. BadInput.
    static Result<ServerRecord> fromJson(const QByteArray &json, const QString &path);
};

// The record of a store, held for this process. Only one operation at a time stops servers; it is
// not the lock of the store itself, which every reset of a user takes for itself.
class ServerRecordFile
{
public:
    // Busy where another process is about it.
    static Result<ServerRecordFile> lock(const RestorePointStore &store);
    // What stands there, for those that only look; Busy where its operation is still running.
    static Result<std::optional<ServerRecord>> look(const RestorePointStore &store);

    Result<std::optional<ServerRecord>> read() const;
    Result<> write(const ServerRecord &record) const;
    Result<> remove() const;

private:
    ServerRecordFile(Directory store, FileDescriptor lock);

    Directory m_store;
    FileDescriptor m_lock;
};

} // namespace SyncAdmin
