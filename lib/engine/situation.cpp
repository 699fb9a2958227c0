#include "engine/situation.h"

#include "store/copied.h"
#include "store/pointfiles.h"

namespace SyncAdmin {

namespace {

// The user folder of an interrupted act, by identity: in its place, or still where it was built.
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

Result<Situation> inspect(const RestorePointStore &store, const RestorePoint &point)
{
    ASSIGN_OR_RETURN(const auto folder, store.openPoint(point.id));
    ASSIGN_OR_RETURN(const auto parent, store.userPlace(point));
    Situation situation{folder, *parent, std::nullopt, {}, {}};
    const auto user = point.manifest.isOfSessions
                          ? (parent)->reopened()
                          : findUserFolder(point.manifest, *parent, folder.point);
    const auto named = point.manifest.isOfSessions ? (parent)->reopened()
                                                   : (parent)->openFolder(point.manifest.user);
    RETURN_IF_ERROR(refuseCopied(folder, named ? std::optional<Directory>(*named) : std::nullopt,
                                 point, store.userPath(point)));
    if (!user && user.error().code == Error::Code::Changed)
        return situation;
    if (!user)
        return failure(user);
    situation.user = *user;
    ASSIGN_OR_RETURN(const auto fresh, optionalFolder(folder.point, PointFiles::fresh));
    std::optional<Directory> source;
    if (!point.manifest.source.isEmpty()) {
        ASSIGN_OR_RETURN(const auto opened, store.openPoint(point.manifest.source));
        source = opened.items;
    }
    ASSIGN_OR_RETURN(auto moves, movesOf(point.manifest, {folder.point, folder.items, *user,
                                                          *parent, fresh, source}));
    ASSIGN_OR_RETURN(auto plan, planPutBack(moves, MovedUnder::Nobody));
    situation.moves = moves;
    situation.plan = plan;
    return situation;
}

} // namespace SyncAdmin
