#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// session.db without one user's sessions, as the bytes of a database file.
struct SessionEdit
{
    QByteArray image;
    qint64 removed = 0; // sessions
    qint64 left = 0;
};

// Reads session.db, its write-ahead log or hot journal included, into memory and deletes there the
// sessions of this user folder. Nothing on the disk is touched. The result is checked: it is sound,
// and every other row, table and index is as it was. Errors: those of readSessions(), Damaged,
// BadInput for a file that is too large to be a session database.
Result<SessionEdit> editSessions(const Directory &root, const QByteArray &userFolder,
                                 const Task &task);

} // namespace SyncAdmin
