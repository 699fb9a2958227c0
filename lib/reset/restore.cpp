#include "reset/restore.h"

#include "base/displayname.h"
#include "base/log.h"
#include "reset/revoke.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using State = RestorePoint::State;

Step restoredKind(const QByteArray &name, bool isOfSessions)
{
    if (isOfSessions)
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

// What the point holds, every entry looked at.
Result<QList<PlanStep>> stepsBack(const RestorePointStore &store, const RestorePoint &point)
{
    const auto folder = store.openPoint(point.id);
    if (!folder)
        return tl::unexpected(folder.error());
    QList<PlanStep> steps;
    for (const ManifestEntry &entry : point.manifest.entries) {
        if (entry.move != ManifestEntry::Move::Retire)
            continue;
        const auto status = folder->items.status(entry.name);
        if (!status && status.error().code != Error::Code::DoesNotExist)
            return tl::unexpected(status.error());
        if (!status || !entry.attributes.isSameEntry(*status))
            return failure(Error::Code::Changed, folder->items.pathOf(entry.name));
        PlanStep step = entry.step();
        step.kind = restoredKind(entry.name, point.manifest.isOfSessions);
        step.identity = Identity::of(*status);
        steps.append(step);
    }
    std::stable_sort(steps.begin(), steps.end(), [](const PlanStep &a, const PlanStep &b) {
        return a.kind != b.kind ? a.kind < b.kind : a.name < b.name;
    });
    return steps;
}

// The folder that holds what is to come back; its identity where it is there.
Result<UserFolder> userOf(const RestorePointStore &store, const RestorePoint &point)
{
    const auto parent = store.userPlace(point);
    if (!parent)
        return tl::unexpected(parent.error());
    UserFolder user;
    user.name = point.manifest.user;
    user.layout = point.manifest.layout;
    user.layouts = point.manifest.layout;
    user.parent = *parent;
    user.root = store.root();
    user.place = point.manifest.place;
    user.owner = point.manifest.folder.owner;
    return user;
}

// A reset that keeps the media files makes a folder for them where there was none.
bool wasMadeBy(const RestorePoint &point, const QByteArray &name)
{
    return std::any_of(point.manifest.entries.begin(), point.manifest.entries.end(),
                       [&name](const ManifestEntry &entry) {
                           return entry.move == ManifestEntry::Move::Place && entry.name == name;
                       });
}

// Which entries of today make room.
std::optional<Step> retiredKind(const UserEntry &entry, const QByteArrayList &comingBack,
                                const RestorePoint &point)
{
    const bool collides = comingBack.contains(entry.name);
    switch (entry.artefact.kind) {
    case Artefact::Kind::MediaFolder:
        if (point.manifest.keepMediaFiles && !collides && !wasMadeBy(point, entry.name))
            return Step::KeptMediaFiles;
        return entry.status.isFolder() ? Step::NewerMediaFolder : Step::NewerFile;
    case Artefact::Kind::Temporary:
        return collides || entry.status.isRegular() ? std::optional(Step::NewerFile) : std::nullopt;
    case Artefact::Kind::NfsLeftover:
    case Artefact::Kind::Other:
        return collides ? std::optional(Step::NewerFile) : std::nullopt;
    default:
        return Step::NewerFile;
    }
}

Result<> addNewer(const Directory &folder, const RestorePoint &point,
                  const QByteArrayList &comingBack, const Task &task, ResetPlan &plan)
{
    const auto entries = entriesOf(folder, point.manifest.layout);
    if (!entries)
        return tl::unexpected(entries.error());
    const auto usage = measureUserFolder(folder, *entries, 1, task);
    if (!usage)
        return tl::unexpected(usage.error());
    for (const UserEntry &entry : *entries) {
        const FileStatus &status = entry.status;
        if (entry.artefact.kind == Artefact::Kind::MediaFolder && status.isLink())
            return failure(Error::Code::LinkRefused, folder.pathOf(entry.name));
        const auto kind = retiredKind(entry, comingBack, point);
        if (!kind) {
            plan.kept.append(entry);
            continue;
        }
        PlanStep step{*kind,       entry.name,           1,
                      status.size, Identity::of(status), entry.artefact.database};
        if (status.isFolder()) {
            step.files = usage->inFolder(entry.name, DiskUsage::Class::Media).files;
            step.bytes = usage->inFolder(entry.name).bytes;
        }
        plan.steps.append(step);
    }
    return {};
}

// Of a point of sessions: today's session.db makes room.
Result<> addNewerSessions(const Directory &root, ResetPlan &plan)
{
    const auto status = root.status();
    const auto steps = sessionFileSteps(root, Step::NewerFile);
    if (!status)
        return tl::unexpected(status.error());
    if (!steps)
        return tl::unexpected(steps.error());
    plan.folder = Identity::of(*status);
    plan.steps += *steps;
    return {};
}

} // namespace

Result<> checkRestorable(const RestorePointStore &store, const RestorePoint &point)
{
    const QString path = store.pointsFolder().pathOf(point.id);
    switch (point.state) {
    case State::Complete:
        return {};
    case State::Restored:
        return failure(Error::Code::AlreadyRestored, path, displayName(point.restoredBy));
    case State::Interrupted:
        return failure(Error::Code::Interrupted, path, point.displayId());
    case State::UnderWay:
        return tl::unexpected(store.busyError());
    case State::Unreadable:
        if (point.error)
            return tl::unexpected(*point.error);
        break;
    case State::PutBack:
        return failure(Error::Code::NotRestorable, path,
                       QStringLiteral("its act was undone already"));
    case State::Purging:
        return failure(Error::Code::NotRestorable, path,
                       QStringLiteral("its deletion has begun (purge it again)"));
    case State::Unfinished:
        break;
    }
    return failure(Error::Code::NotRestorable, path, QStringLiteral("it holds nothing"));
}

Result<ResetPlan> planRestore(const RestorePointStore &store, const RestorePoint &point,
                              const Task &task)
{
    if (const auto restorable = checkRestorable(store, point); !restorable)
        return tl::unexpected(restorable.error());
    const auto back = stepsBack(store, point);
    const auto user = userOf(store, point);
    if (!back)
        return tl::unexpected(back.error());
    if (!user)
        return tl::unexpected(user.error());
    QByteArrayList comingBack;
    for (const PlanStep &step : *back)
        comingBack.append(step.name);

    ResetPlan plan;
    plan.user = *user;
    plan.options.keepMediaFiles = point.manifest.keepMediaFiles;
    plan.source = point.id;
    plan.isOfSessions = point.manifest.isOfSessions;
    if (plan.isOfSessions) {
        const auto root = plan.openFolder();
        if (!root)
            return tl::unexpected(root.error());
        if (const auto added = addNewerSessions(*root, plan); !added)
            return tl::unexpected(added.error());
        plan.steps += *back;
        return plan;
    }
    const auto folder = user->parent->openFolder(user->name);
    if (folder) {
        const auto status = folder->status();
        if (!status)
            return tl::unexpected(status.error());
        plan.user.device = status->device;
        plan.user.inode = status->inode;
        plan.user.owner = status->owner;
        plan.folder = Identity::of(*status);
        if (const auto added = addNewer(*folder, point, comingBack, task, plan); !added)
            return tl::unexpected(added.error());
    } else if (folder.error().code == Error::Code::DoesNotExist) {
        plan.steps.append({Step::UserFolder, user->name, 0, 0, {}, {}});
    } else {
        return tl::unexpected(folder.error());
    }
    plan.steps += *back;
    qCDebug(logReset).noquote() << "planned" << plan.steps.size() << "steps to restore"
                                << point.displayId();
    return plan;
}

} // namespace SyncAdmin
