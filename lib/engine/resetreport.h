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

// The result of one operation: a reset, a restore, a sign-out or a recovery. A value.
struct ResetReport
{
    enum class Outcome {
        Done,
        NothingToDo,
        Refused,          // error: why; nothing was touched
        FailedRolledBack, // error: why; everything is as before
        FailedIncomplete, // error: why; leftBehind: where the entries are
        Cancelled,        // everything is as before
    };

    Outcome outcome = Outcome::NothingToDo;
    UserFolder user;
    Manifest::Operation operation = Manifest::Operation::Reset; // of a recovery: what it undoes
    QList<StepResult> steps;                                    // in the plan's order
    std::optional<Error> error;
    QByteArray restorePoint; // the id; empty if there is none
    qint64 bytes = 0;        // that the restore point holds
    // A restore point that was to be deleted for good and partly exists. Nothing can be restored
    // from it; a warning says how to finish the deletion.
    QByteArray undeleted;
    QStringList warnings;   // of Done: what failed after the commit, and how to finish it
    QStringList leftBehind; // of FailedIncomplete: a line for each entry that is not in its place
    std::optional<InUse> inUse;           // who was found to have files open
    bool serverStoppedAsserted = false;   // it ran on the admin's word that the server is stopped
    bool isUserGone = false;              // of a recovery: the user folder is missing
    std::optional<SyncEffect> syncEffect; // of Done, where it affects what devices sync
    bool isIncomplete = false;            // of a recovery: warnings name what could not move back

    // The result of an operation that was not begun: it was cancelled, or refused for this reason.
    static ResetReport notBegun(const UserFolder &user, const Error &error);

    // A shell command that the admin can run on the same data root: one that changes something, and
    // one that only reads.
    QString command(const QByteArrayList &words) const;
    QString readCommand(const QByteArrayList &words) const;

    bool succeeded() const { return outcome == Outcome::Done || outcome == Outcome::NothingToDo; }
    const StepResult *failedStep() const;
};

QString outcomeName(ResetReport::Outcome outcome); // "done": stable

} // namespace SyncAdmin
