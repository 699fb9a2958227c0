#pragma once

#include "accounts/sessions.h"
#include "engine/plan.h"

namespace SyncAdmin {

// Plans to sign out a user's devices: session.db is replaced by a copy without the user's rows.
// `name` is matched as in SessionList::of(). Without steps if the user has no session. Errors:
// UnknownUser, AmbiguousUser, Damaged, those of readSessions() and editSessions().
Result<ResetPlan> planRevoke(const DataRoot &root, const QByteArray &name, const Task &task);

// A plan with what all operations on session.db have in common.
ResetPlan planOfSessions(Manifest::Operation operation);

// A step of this kind for session.db and each of its sidecars that exist in the data root.
// LinkRefused, NotAFile.
Result<QList<PlanStep>> sessionFileSteps(const Directory &root, PlanStep::Kind kind);

} // namespace SyncAdmin
