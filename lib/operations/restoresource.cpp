#include "operations/restoresource.h"

#include "accounts/sessions.h"
#include "store/copied.h"
#include "volume/artefact.h"

#include <algorithm>
#include <utility>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;

Result<QList<PlanStep>> heldIn(const Directory &items, const Manifest &manifest)
{
    QList<PlanStep> steps;
    for (const ManifestEntry &entry : manifest.entries) {
        if (entry.move != ManifestEntry::Move::MoveOut)
            continue;
        ASSIGN_OR_RETURN(const auto status, ifExists(items.status(entry.name)));
        if (!status || !entry.attributes.isSameEntry(*status))
            return failure(Error::Code::Changed, items.pathOf(entry.name));
        PlanStep step = entry.step();
        step.kind = returnedKind(entry.name);
        step.identity = Identity::of(*status);
        steps.append(step);
    }
    return steps;
}

Result<UserFolder> userOf(const RestorePointStore &store, const RestorePoint &point)
{
    UserFolder user;
    ASSIGN_OR_RETURN(user.parent, store.userPlace(point));
    user.name = point.manifest.user;
    user.layout = point.manifest.layout;
    user.layouts = point.manifest.layout;
    user.root = store.root();
    user.place = point.manifest.place;
    user.owner = point.manifest.folder.owner;
    return user;
}

} // namespace

RestoreSource::RestoreSource(Directory items, Manifest manifest, UserFolder user,
                             QList<PlanStep> held)
    : m_items(std::move(items)), m_manifest(std::move(manifest)), m_user(std::move(user)),
      m_held(std::move(held))
{}

Result<RestoreSource> RestoreSource::open(const RestorePointStore &store, const RestorePoint &point)
{
    ASSIGN_OR_RETURN(const RestorePointFolder folder, store.openPoint(point.id));
    RETURN_IF_ERROR(refuseCopied(folder, std::nullopt, point, store.folderPath(point)));
    ASSIGN_OR_RETURN(const QList<PlanStep> held, heldIn(folder.items, point.manifest));
    ASSIGN_OR_RETURN(const UserFolder user, userOf(store, point));
    return RestoreSource(folder.items, point.manifest, user, held);
}

const PlanStep *RestoreSource::item(const QByteArray &name) const
{
    const auto found = std::find_if(m_held.begin(), m_held.end(),
                                    [&name](const PlanStep &step) { return step.name == name; });
    return found == m_held.end() ? nullptr : &*found;
}

QList<PlanStep> RestoreSource::sidecarsOf(const QByteArray &database) const
{
    QList<PlanStep> sidecars;
    std::copy_if(m_held.begin(), m_held.end(), std::back_inserter(sidecars),
                 [&database](const PlanStep &step) { return step.database == database; });
    return sidecars;
}

bool RestoreSource::hasInstalled(const QByteArray &name) const
{
    return std::any_of(m_manifest.entries.begin(), m_manifest.entries.end(),
                       [&name](const ManifestEntry &entry) {
                           return entry.move == ManifestEntry::Move::Install && entry.name == name;
                       });
}

PlanStep::Kind returnedKind(const QByteArray &name)
{
    if (isSessionFile(name))
        return Step::RestoredSessionFile;
    switch (artefactFor(name).kind) {
    case Artefact::Kind::Collection:
    case Artefact::Kind::CollectionSidecar:
        return Step::RestoredCollectionFile;
    case Artefact::Kind::MediaFolder:
        return Step::RestoredMediaFolder;
    case Artefact::Kind::MediaDatabase:
    case Artefact::Kind::MediaDatabaseSidecar:
        return Step::RestoredMediaDatabase;
    default:
        return Step::RestoredTemporaryFile;
    }
}

} // namespace SyncAdmin
