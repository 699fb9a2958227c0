#pragma once

#include "engine/moves.h"

#include <QStringList>

namespace SyncAdmin {

// Where the entries of an operation that was not committed are, and what stands in the way of
// putting them back.
struct RollbackPlan
{
    struct Conflict
    {
        QByteArray name; // in the user folder
        QString text;    // as it is shown
        // Of what stands there: it makes room, is nowhere to be found, or stays where it is.
        enum class Kind { InTheWay, Missing, Stays } kind = Kind::InTheWay;
    };

    QList<qsizetype> moved; // indices, in the order in which they go back
    // Moved, and not to go back: sidecars of a database that has been written since.
    QList<qsizetype> kept;
    QList<Conflict> conflicts;

    bool isFree() const { return conflicts.isEmpty(); }
    QStringList conflictTexts() const;
    // Of those that make room.
    QByteArrayList namesInTheWay() const;
};

// Whether anybody can have written to the entries since they were moved.
enum class Writers {
    Excluded, // the operation still holds its locks
    Possible, // the operation is over
};

Result<RollbackPlan> planRollback(const QList<Move> &moves, Writers writers);

// The names of the databases and sidecars that these entries are or belong to, whether they are
// there or not: a server that has one of them open is in the way.
QByteArrayList namesAround(const QList<Move> &moves);

// Renames back and syncs the folders. `done` gets the index of each entry that is back.
Result<> rollBack(const QList<Move> &moves, const RollbackPlan &plan, bool noReplace,
                  QList<qsizetype> &done);

} // namespace SyncAdmin
