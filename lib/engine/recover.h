#pragma once

#include "base/task.h"
#include "engine/execution.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// How an interrupted operation would be undone.
struct RecoveryPlan
{
    RestorePointStore store;
    RestorePoint point;
    UserFolder user;
    QList<PlanStep> steps; // PutBack for each entry; SetAside for what is in the way
    // What the server has made or somebody has changed since, as it is shown. Not empty: nothing is
    // touched unless RecoveryOptions::setAside says so.
    QStringList conflicts;
    bool onlyClears = false; // nothing was moved yet: only the point's own folder goes
    // The folder to put things back into is missing: with setAside the point is kept as one that
    // can be restored, which makes the folder again.
    bool isUserGone = false;

    QString path() const; // what it is about, to be shown
    bool needsDecision() const { return !conflicts.isEmpty(); }
};

struct RecoveryOptions
{
    bool setAside = false;      // move what is in the way into the point, where it is kept
    bool serverStopped = false; // the admin says so; counts only where it cannot be known
    QString commandLine;
    std::function<InUse(const Directory &, const QByteArrayList &)> probe = probeInUse;
};

// Looks where every entry is; touches nothing.
Result<RecoveryPlan> planRecovery(const RestorePointStore &store, const RestorePoint &point);

// Puts everything back by identity. May itself be killed anywhere and run again. Refused with
// Conflict where a decision is needed. Any thread.
ResetReport recover(const RecoveryPlan &plan, const RecoveryOptions &options, const Task &task);

} // namespace SyncAdmin
