#include "engine/interruptedstate.h"

#include "base/log.h"
#include "store/copied.h"
#include "store/pointfiles.h"

namespace SyncAdmin {

namespace {

// The user folder of an interrupted operation, by identity: in its place, or still where it was
// built.
Result<Directory> findUserFolder(const Manifest &manifest, const Directory &parent,
                                 const Directory &point)
{
    const std::pair<const Directory &, QByteArray> places[] = {{parent, manifest.user},
                                                               {point, PointFiles::userFolder}};
    for (const auto &[folder, name] : places) {
        auto opened = folder.openFolder(name);
        if (!opened)
            continue;
        ASSIGN_OR_RETURN(const auto status, opened->status());
        if (manifest.folder.isSameEntry(status))
            return opened;
    }
    return failure(Error::Code::Changed, parent.pathOf(manifest.user));
}

Result<std::optional<Directory>> optionalFolder(const Directory &point, const QByteArray &name)
{
    auto folder = point.openFolder(name);
    if (folder)
        return std::optional<Directory>(*folder);
    if (folder.error().code == Error::Code::DoesNotExist)
        return std::optional<Directory>();
    return failure(folder);
}

} // namespace

Result<QList<RestorePoint>> interruptedPoints(const RestorePointStore &store)
{
    ASSIGN_OR_RETURN(const auto all, store.uncommittedPoints());
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

Result<InterruptedState> inspectInterrupted(const RestorePointStore &store,
                                            const RestorePoint &point)
{
    ASSIGN_OR_RETURN(const auto folder, store.openPoint(point.id));
    ASSIGN_OR_RETURN(const auto parent, store.userPlace(point));
    InterruptedState state{folder, *parent, std::nullopt, {}, {}};
    const bool isOfRoot = point.manifest.entryFolder == EntryFolder::DataRoot;
    const auto user =
        isOfRoot ? parent->reopened() : findUserFolder(point.manifest, *parent, folder.point);
    const auto named = isOfRoot ? parent->reopened() : parent->openFolder(point.manifest.user);
    RETURN_IF_ERROR(refuseCopied(folder, named ? std::optional<Directory>(*named) : std::nullopt,
                                 point, store.folderPath(point)));
    if (!user && user.error().code == Error::Code::Changed)
        return state;
    if (!user)
        return failure(user);
    state.user = *user;
    ASSIGN_OR_RETURN(const auto fresh, optionalFolder(folder.point, PointFiles::fresh));
    std::optional<Directory> source;
    if (!point.manifest.source.isEmpty()) {
        ASSIGN_OR_RETURN(const auto opened, store.openPoint(point.manifest.source));
        source = opened.items;
    }
    ASSIGN_OR_RETURN(auto moves, movesOf(point.manifest, {folder.point, folder.items, *user,
                                                          *parent, fresh, source}));
    ASSIGN_OR_RETURN(auto plan, planRollback(moves, Writers::Possible));
    state.moves = moves;
    state.plan = plan;
    return state;
}

} // namespace SyncAdmin
