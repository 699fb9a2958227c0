#pragma once

#include "analysis/mediaindex.h"
#include "base/task.h"
#include "engine/interruptedstate.h"

#include <QStringList>

namespace SyncAdmin {

// The media databases of an interrupted operation that is undone. If a server ran in between, it
// has made a media database of its own and devices have synced with it: the database that moves
// back must not begin below that one's USN. The arguments of the constructor outlive it.
class RecoveredMedia
{
public:
    RecoveredMedia(const UserFolder &user, const Task &task) : m_user(user), m_task(task) {}

    // Makes in memory the databases that are installed instead of those that were moved out.
    // Touches nothing. `state` has a user folder. UsnLimit, Cancelled, and those of reading.
    Result<> prepare(const InterruptedState &state, QStringList &warnings);
    // Changes the plan so that the databases that they replace, sidecars included, stay in the
    // point.
    void keepReplaced(const QList<Move> &moves, RollbackPlan &plan) const;
    // Installs and syncs them, with the attributes of the databases that they replace.
    Result<> install(const InterruptedState &state, QStringList &warnings) const;
    qint64 highestUsn() const; // of these databases; 0 where none was made

private:
    struct Lifted
    {
        QByteArray name;
        QByteArray image;
        qint64 usn = 0;
    };

    Result<> prepareDatabase(const InterruptedState &state, const Move &move,
                             QStringList &warnings);
    Result<qint64> newerUsn(const InterruptedState &state, const QByteArray &name) const;
    Result<> matchStayingFolder(const InterruptedState &state, const QByteArray &database,
                                MediaIndex &index) const;

    const UserFolder &m_user;
    const Task &m_task;
    QList<Lifted> m_lifted;
};

} // namespace SyncAdmin
