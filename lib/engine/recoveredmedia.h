#pragma once

#include "analysis/mediaindex.h"
#include "base/task.h"
#include "engine/interruptedstate.h"

#include <QStringList>

namespace SyncAdmin {

// The media databases of an interrupted operation that is undone. A server that ran meanwhile has
// made one of its own, and devices have counted with it: the one that returns must not begin below
// that. The arguments of the constructor outlive it.
class RecoveredMedia
{
public:
    RecoveredMedia(const UserFolder &user, const Task &task) : m_user(user), m_task(task) {}

    // Makes the databases that are installed in place of those that were moved out, in memory.
    // Touches nothing. `state` has its user folder. UsnLimit, Cancelled, and those of reading.
    Result<> prepare(const InterruptedState &state, QStringList &warnings);
    // Lets what they replace, sidecars included, stay in the restore point.
    void keepReplaced(const QList<Move> &moves, RollbackPlan &plan) const;
    // Installs and syncs them, with the attributes of what they replace.
    Result<> place(const InterruptedState &state, QStringList &warnings) const;
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
