#include "engine/plan.h"

#include <numeric>

namespace SyncAdmin {

ResetOptions optionsOf(const Manifest &manifest)
{
    return {manifest.keepMediaFiles, manifest.scope, {}};
}

bool ResetPlan::concerns(const QByteArray &name) const
{
    return names.isEmpty() || names.contains(name);
}

Result<Directory> ResetPlan::openFolder() const
{
    return entryFolder == EntryFolder::DataRoot ? user.root->reopened() : user.open();
}

QString ResetPlan::path() const
{
    return names.isEmpty() ? user.path() : user.root->pathOf(names.first());
}

bool ResetPlan::makesUserFolder() const
{
    return !steps.isEmpty() && steps.first().kind == PlanStep::Kind::UserFolder;
}

SyncEffect ResetPlan::syncEffect() const
{
    SyncEffect effect{!source.isEmpty(),
                      options.scope,
                      options.keepMediaFiles,
                      isLate,
                      startsMediaAnew,
                      0,
                      givenUp};
    for (const PlanStep &step : steps) {
        if (step.kind == PlanStep::Kind::MediaFolder)
            effect.mediaBytes += step.bytes;
    }
    return effect;
}

qint64 ResetPlan::bytes() const
{
    return std::accumulate(
        steps.begin(), steps.end(), qint64(0),
        [](qint64 sum, const PlanStep &step) { return step.moves() ? sum + step.bytes : sum; });
}

qint64 ResetPlan::files() const
{
    return std::accumulate(
        steps.begin(), steps.end(), qint64(0),
        [](qint64 sum, const PlanStep &step) { return step.moves() ? sum + step.files : sum; });
}

} // namespace SyncAdmin
