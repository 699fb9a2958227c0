#pragma once

#include "engine/plan.h"
#include "holders/inuse.h"

#include <QStringList>

#include <optional>

namespace SyncAdmin {

struct StepResult
{
    enum class State { NotDone, Done, Failed, RolledBack };

    PlanStep step;
    State state = State::NotDone;
};

// What became of an operation on one user: reset, restore or recovery. A value.
struct ResetReport
{
    enum class Outcome {
        Done,
        NothingToDo,
        Refused,          // error: why; nothing was touched
        FailedRolledBack, // error: why; the user's folder is as before
        FailedIncomplete, // error: why; leftBehind: what lies where
        Cancelled,        // everything as before
    };

    Outcome outcome = Outcome::NothingToDo;
    UserFolder user;
    Manifest::Operation operation = Manifest::Operation::Reset; // of a recovery: what it undoes
    QList<StepResult> steps;                                    // in the plan's order
    std::optional<Error> error;
    QByteArray restorePoint; // its id, where one is left
    qint64 bytes = 0;        // that it holds
    QByteArray undeleted;    // a point that was to be deleted for good and is partly there: nothing
                             // can be restored from it; warnings: how to finish the deletion
    QStringList warnings;    // of Done: what went wrong after the commit, and how to finish it
    QStringList leftBehind;  // of FailedIncomplete: a line for each entry that is not in its place
    std::optional<InUse> inUse;           // who was found at the files
    bool serverStoppedAsserted = false;   // the admin said so where it could not be known
    bool isUserGone = false;              // of a recovery: there is no folder to put anything into
    std::optional<SyncEffect> syncEffect; // of a reset or restore that was done
    bool isIncomplete = false; // of a recovery: something could not go back; warnings: what

    // Of an operation that was not begun, since it was cancelled or would be refused for this
    // reason.
    static ResetReport notBegun(const UserFolder &user, const Error &error);

    // A command of this program on the same data root, for the admin to run.
    QString command(const QByteArrayList &words) const; // one that changes something
    QString lookCommand(const QByteArrayList &words) const;

    bool succeeded() const { return outcome == Outcome::Done || outcome == Outcome::NothingToDo; }
    const StepResult *failedStep() const;
};

QString outcomeName(ResetReport::Outcome outcome); // "done": stable

} // namespace SyncAdmin
