#include "engine/recoveryplan.h"

#include "engine/interruptedstate.h"

namespace SyncAdmin {

namespace {

using State = RestorePoint::State;

UserFolder userOf(const RestorePointStore &store, const RestorePoint &point,
                  const std::shared_ptr<const Directory> &parent)
{
    UserFolder user;
    user.name = point.manifest.user;
    user.parent = parent;
    user.root = store.root();
    user.place = point.manifest.place;
    user.layout = point.manifest.layout;
    user.layouts = point.manifest.layout;
    if (point.manifest.entryFolder == EntryFolder::DataRoot) // the user's folder may be missing
        return user;
    if (const auto status = parent->status(user.name)) {
        user.device = status->device;
        user.inode = status->inode;
        user.owner = status->owner;
    }
    return user;
}

} // namespace

PlanStep rollbackStep(const ManifestEntry &entry)
{
    PlanStep step = entry.step();
    step.kind = PlanStep::Kind::RollBack;
    return step;
}

QString RecoveryPlan::path() const
{
    return store.subjectPath(point);
}

Result<RecoveryPlan> planRecovery(const RestorePointStore &store, const RestorePoint &point)
{
    RecoveryPlan plan{store, point, {}, {}, {}, false, false};
    ASSIGN_OR_RETURN(const auto parent, store.userPlace(point));
    plan.user = userOf(store, point, parent);
    if (point.state == State::Unfinished) {
        plan.onlyClears = true;
        return plan;
    }
    if (point.state == State::UnderWay)
        return failure(store.busyError());
    if (point.state != State::Interrupted)
        return failure(Error::Code::Changed, store.pointsFolder().pathOf(point.id));
    ASSIGN_OR_RETURN(const auto state, inspectInterrupted(store, point));
    plan.isUserGone = !state.user;
    if (plan.isUserGone)
        plan.conflicts.append(QStringLiteral("%1 is missing").arg(plan.path()));
    for (const auto &conflict : state.plan.conflicts) {
        plan.conflicts.append(conflict.text);
        if (conflict.kind != RollbackPlan::Conflict::Kind::InTheWay)
            continue;
        PlanStep step;
        step.kind = PlanStep::Kind::NewerFile;
        step.name = conflict.name;
        step.files = 1;
        plan.steps.append(step);
    }
    for (const qsizetype i : state.plan.moved)
        plan.steps.append(rollbackStep(state.moves.at(i).entry));
    return plan;
}

} // namespace SyncAdmin
