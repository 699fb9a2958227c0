#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// session.db without the sessions of one user, as the bytes of a database file.
struct SessionEdit
{
    QByteArray image;
    qint64 removed = 0; // sessions
    qint64 left = 0;
};

// Reads session.db, including its write-ahead log or hot journal, into memory and deletes the
// sessions of this user folder there. Nothing on the disk changes. Checks that the result is sound,
// and that every other row, table and index is unchanged. Errors: those of readSessions(), Damaged,
// BadInput for a file that is too large for a session database.
Result<SessionEdit> editSessions(const Directory &root, const QByteArray &userFolder,
                                 const Task &task);

} // namespace SyncAdmin
