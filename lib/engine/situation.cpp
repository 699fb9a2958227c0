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
        const auto status = opened->status();
        if (!status)
            return tl::unexpected(status.error());
        if (manifest.folder.isSameEntry(*status))
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
    return tl::unexpected(folder.error());
}

} // namespace

Result<Situation> inspect(const RestorePointStore &store, const RestorePoint &point)
{
    const auto folder = store.openPoint(point.id);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto parent = store.userPlace(point);
    if (!parent)
        return tl::unexpected(parent.error());
    Situation situation{*folder, **parent, std::nullopt, {}, {}};
    const auto user = point.manifest.isOfSessions
                          ? (*parent)->reopened()
                          : findUserFolder(point.manifest, **parent, folder->point);
    const auto named = point.manifest.isOfSessions ? (*parent)->reopened()
                                                   : (*parent)->openFolder(point.manifest.user);
    if (auto usable = refuseCopied(*folder, named ? std::optional<Directory>(*named) : std::nullopt,
                                   point, store.userPath(point));
        !usable)
        return tl::unexpected(usable.error());
    if (!user && user.error().code == Error::Code::Changed)
        return situation;
    if (!user)
        return tl::unexpected(user.error());
    situation.user = *user;
    const auto fresh = optionalFolder(folder->point, PointFiles::fresh);
    if (!fresh)
        return tl::unexpected(fresh.error());
    std::optional<Directory> source;
    if (!point.manifest.source.isEmpty()) {
        const auto opened = store.openPoint(point.manifest.source);
        if (!opened)
            return tl::unexpected(opened.error());
        source = opened->items;
    }
    auto moves =
        movesOf(point.manifest, {folder->point, folder->items, *user, **parent, *fresh, source});
    if (!moves)
        return tl::unexpected(moves.error());
    auto plan = planPutBack(*moves, MovedUnder::Nobody);
    if (!plan)
        return tl::unexpected(plan.error());
    situation.moves = *moves;
    situation.plan = *plan;
    return situation;
}

} // namespace SyncAdmin
