#include "engine/interrupted.h"

#include "base/log.h"

namespace SyncAdmin {

Result<QList<RestorePoint>> interruptedPoints(const RestorePointStore &store)
{
    ASSIGN_OR_RETURN(const auto all, store.points());
    QList<RestorePoint> found;
    for (const RestorePoint &point : all) {
        if (point.needsRecovery())
            found.prepend(point);
    }
    return found;
}

QList<RestorePoint> interruptedPoints(const DataRoot &root)
{
    QList<RestorePoint> all;
    const auto stores = RestorePointStore::all(root);
    if (!stores) {
        qCDebug(logReset).noquote() << stores.error().message();
        return all;
    }
    for (const RestorePointStore &store : *stores) {
        const auto points = interruptedPoints(store);
        if (points)
            all += *points;
        else
            qCDebug(logReset).noquote() << points.error().message();
    }
    return all;
}

void addInterrupted(const QList<RestorePoint> &points, UserAnalysis &analysis)
{
    for (const RestorePoint &point : points) {
        if (point.isInterruptedFor(analysis.user)) {
            analysis.problems.append(makeProblem(Problem::Code::Interrupted,
                                                 analysis.user.displayName(), point.displayId()));
        }
    }
}

} // namespace SyncAdmin
