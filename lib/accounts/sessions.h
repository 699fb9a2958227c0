#pragma once

#include "base/task.h"
#include "volume/dataroot.h"

#include <QList>
#include <QString>

namespace SyncAdmin {

// One device that is signed in: a row of session.db, without its keys and tokens, which are never
// read. The file tells neither the device's name nor when it signed in.
struct DeviceSession
{
    QByteArray folder; // the user folder that it syncs with: of `path`, else the login; raw bytes
    QByteArray login;  // `username`, in older files `user`
    QByteArray person; // `actual_username`; empty in older files
};

// The sessions of one user folder, in the order of the file.
struct UserSessions
{
    QByteArray folder; // empty: of rows that name nobody
    QList<DeviceSession> sessions;

    // The person's name, where it is another than the folder's.
    QByteArray person() const;
};

struct SessionList
{
    bool hasDatabase = false;  // the official server has none
    QList<UserSessions> users; // ordered by folder

    qsizetype count() const;
    // By the folder's name, or its displayName(), or else by login or person. UnknownUser,
    // AmbiguousUser.
    Result<UserSessions> of(const QByteArray &name, const QString &path) const;
};

// The files that a session database consists of.
inline const QByteArray sessionDatabase = QByteArrayLiteral("session.db");
// session.db and the names of its sidecars.
bool isSessionFile(const QByteArray &name);

// Whether an operation on a user, or on sessions, takes this entry for a database.
bool isDatabaseName(const QByteArray &name);
// The database that a file is, or that it belongs to as a sidecar; empty for others.
QByteArray databaseOf(const QByteArray &name);

// The folder's name in a path as the server wrote it, else the login.
QByteArray sessionFolder(const QByteArray &path, const QByteArray &login);

// Reads session.db of a data root without leaving a trace. Errors: those of readDatabase(),
// ForeignSchema.
Result<SessionList> readSessions(const Directory &root, const Task &task);

} // namespace SyncAdmin
