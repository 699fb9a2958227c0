#pragma once

#include "engine/moves.h"

#include <QStringList>

namespace SyncAdmin {

// Where the entries of an operation that is not committed are, and what prevents moving them back.
struct RollbackPlan
{
    struct Conflict
    {
        enum class Kind {
            InTheWay, // something else has the entry's name: it must be moved aside
            Missing,  // the entry is in neither place
            Stays,    // the entry was not moved, but written since: its sidecars do not move back
        };

        QByteArray name; // in the user folder
        QString text;    // as it is shown
        Kind kind = Kind::InTheWay;
    };

    QList<qsizetype> moved; // indices of the moves to undo, in this order
    QList<qsizetype> kept;  // of moves that are not undone: sidecars of a database that was written
    QList<Conflict> conflicts;

    bool isFree() const { return conflicts.isEmpty(); }
    QStringList conflictTexts() const;
    QByteArrayList namesInTheWay() const; // of the conflicts that are InTheWay
};

// Whether anybody can have written to the entries since they were moved.
enum class Writers {
    Excluded, // the operation still holds its locks
    Possible, // the operation is over
};

// Compares each entry with its record, in both places. Touches nothing.
Result<RollbackPlan> planRollback(const QList<Move> &moves, Writers writers);

} // namespace SyncAdmin
