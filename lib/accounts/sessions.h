#pragma once

#include "base/task.h"
#include "volume/dataroot.h"

#include <QList>
#include <QString>

namespace SyncAdmin {

// A signed-in device: a row of session.db without its keys and tokens, which are never read. The
// file contains neither the device's name nor a time.
struct DeviceSession
{
    QByteArray folder; // the user folder that it syncs with: from `path`, else the login; raw bytes
    QByteArray login;  // `username`, in older files `user`
    QByteArray person; // `actual_username`; empty in older files
};

// The sessions of one user folder, in the order of the file.
struct UserSessions
{
    QByteArray folder; // empty: rows without a user
    QList<DeviceSession> sessions;

    // The person's name, if it differs from the folder's.
    QByteArray person() const;
};

struct SessionList
{
    bool hasDatabase = false;  // the official server has none
    QList<UserSessions> users; // ordered by folder

    qsizetype count() const;
    // The sessions by folder name or its displayName(), or else by login or person. UnknownUser,
    // AmbiguousUser.
    Result<UserSessions> of(const QByteArray &name, const QString &path) const;
};

// The file name of the session database.
inline const QByteArray sessionDatabase = QByteArrayLiteral("session.db");
// Whether this is session.db or one of its sidecars.
bool isSessionFile(const QByteArray &name);

// Whether operations treat this entry as a database.
bool isDatabaseName(const QByteArray &name);
// The database's name, for a database or one of its sidecars; empty for other files.
QByteArray databaseOf(const QByteArray &name);

// The folder name from the server's `path`, or else the login.
QByteArray sessionFolder(const QByteArray &path, const QByteArray &login);

// Reads session.db of a data root without a trace on the disk. Errors: those of readDatabase(),
// ForeignSchema.
Result<SessionList> readSessions(const Directory &root, const Task &task);

} // namespace SyncAdmin
