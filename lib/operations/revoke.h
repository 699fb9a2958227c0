#pragma once

#include "accounts/sessions.h"
#include "engine/plan.h"

namespace SyncAdmin {

// What it takes to sign a user's devices out: the user's rows leave session.db. `name` is matched
// as in SessionList::of(). A plan for execute(), without steps where the user has no session.
// Errors: UnknownUser, AmbiguousUser, those of readSessions() and editSessions().
Result<ResetPlan> planRevoke(const DataRoot &root, const QByteArray &name, const Task &task);

// A plan of such an operation, with everything that is the same for each operation on session.db.
ResetPlan planOfSessions(Manifest::Operation operation);

// A step of this kind for session.db and each of its sidecars that stand in the data root.
// LinkRefused, NotAFile.
Result<QList<PlanStep>> sessionFileSteps(const Directory &root, PlanStep::Kind kind);

} // namespace SyncAdmin
