#pragma once

#include "store/restorepointstore.h"

#include <QStringList>

namespace SyncAdmin {

// How an interrupted operation would be undone. A value.
struct RecoveryPlan
{
    RestorePointStore store;
    RestorePoint point;
    UserFolder user;
    QList<PlanStep> steps; // RollBack for each entry; NewerFile for what is moved aside
    // What a server has made or somebody has changed since, to be shown. Not empty: recover()
    // refuses unless RecoveryOptions::setAside is set.
    QStringList conflicts;
    bool onlyClears = false; // nothing was moved yet: only the point's own folder is removed
    // Whether the user folder is missing: with setAside the point becomes one that can be restored,
    // which makes the folder again.
    bool isUserGone = false;

    QString path() const; // of the user folder, or of the database in the data root, to be shown
    bool needsDecision() const { return !conflicts.isEmpty(); }
};

// Compares every entry with the record; touches nothing. Busy, Changed for a point that needs no
// recovery, StoreCopied, those of reading it.
Result<RecoveryPlan> planRecovery(const RestorePointStore &store, const RestorePoint &point);

// The step of moving an entry back.
PlanStep rollbackStep(const ManifestEntry &entry);

} // namespace SyncAdmin
