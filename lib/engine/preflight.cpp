#include "engine/preflight.h"

#include "base/displayname.h"
#include "base/mounts.h"
#include "engine/changecause.h"
#include "store/restorepointstore.h"

#include <unistd.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;

const QString otherDeviceReason = QStringLiteral(
    "it is a separate mount or a btrfs subvolume, or belongs to the lower layer of an overlay");

bool isOnOtherMount(const FileStatus &status, const FileStatus &folder)
{
    return status.isMountRoot || status.mountId != folder.mountId;
}

QString mountAdvice(const PlanStep &step)
{
    return step.kind == Step::MediaFolder
               ? QStringLiteral("unmount it, or reset with --keep-media-files")
               : QStringLiteral("unmount it first");
}

// Removing a name from a sticky folder takes its owner or the folder's.
bool stickyForbids(const FileStatus &folder, const FileStatus &entry)
{
    constexpr quint32 sticky = 01000;
    const quint32 self = ::geteuid();
    return self != 0 && (folder.mode & sticky) != 0 && folder.owner != self && entry.owner != self;
}

class Checks
{
public:
    explicit Checks(const ResetPlan &plan) : m_plan(plan) {}
    Result<> checkFolder(const Directory &folder);
    Result<> checkRoot(const Directory &folder);
    Result<> checkEntries(const Directory &folder);
    Result<> checkMounts(const Directory &folder) const;
    Result<> checkStore() const;
    Result<> checkOwner() const;
    const QMap<QByteArray, FileStatus> &entries() const { return m_entries; }

private:
    Result<> checkEntry(const Directory &folder, const PlanStep &step, const FileStatus &status);

    const ResetPlan &m_plan;
    FileStatus m_folder;
    QMap<QByteArray, FileStatus> m_entries;
};

Result<> Checks::checkFolder(const Directory &folder)
{
    if (m_plan.entryFolder == EntryFolder::DataRoot)
        return checkRoot(folder);
    const QString path = m_plan.user.path();
    ASSIGN_OR_RETURN(const auto status, folder.status());
    ASSIGN_OR_RETURN(const auto parent, m_plan.user.parent->status());
    m_folder = status;
    if (Identity::of(status) != m_plan.folder)
        return failure(Error::Code::Changed, path);
    if (isOnOtherMount(status, parent))
        return failure(Error::Code::MountPoint, path,
                       QStringLiteral("a user folder that is a mount point cannot be reset"));
    if (status.device != parent.device)
        return failure(Error::Code::OtherDevice, path, otherDeviceReason);
    if (status.immutable)
        return failure(Error::Code::Immutable, path);
    return folder.checkAccess({}, R_OK | W_OK | X_OK);
}

// A data root may be a mount, and its times change with the store that is made in it.
Result<> Checks::checkRoot(const Directory &folder)
{
    ASSIGN_OR_RETURN(const auto status, folder.status());
    m_folder = status;
    if (status.device != m_plan.folder.device || status.inode != m_plan.folder.inode)
        return failure(Error::Code::Changed, folder.path());
    if (status.immutable)
        return failure(Error::Code::Immutable, folder.path());
    ASSIGN_OR_RETURN(const auto entries, folder.entries());
    for (const DirectoryEntry &entry : entries) {
        const bool isPlanned =
            std::any_of(m_plan.steps.begin(), m_plan.steps.end(), [&entry](const PlanStep &step) {
                return step.moves() && step.name == entry.name;
            });
        if (m_plan.concerns(entry.name) && !isPlanned)
            return failure(Error::Code::Changed, folder.pathOf(entry.name));
    }
    return folder.checkAccess({}, R_OK | W_OK | X_OK);
}

Result<> Checks::checkEntry(const Directory &folder, const PlanStep &step, const FileStatus &status)
{
    const QString path = folder.pathOf(step.name);
    const Identity now = Identity::of(status);
    if (step.kind == Step::KeptMediaFiles) {
        const bool same = now.inode == step.identity.inode && now.type == step.identity.type;
        return same ? Result<>() : failure(Error::Code::Changed, path);
    }
    if (now != step.identity)
        return failure(Error::Code::Changed, path);
    if (step.isKept())
        return {};
    if (isOnOtherMount(status, m_folder))
        return failure(Error::Code::MountPoint, path, mountAdvice(step));
    if (status.device != m_folder.device)
        return failure(Error::Code::OtherDevice, path, otherDeviceReason);
    if (status.immutable)
        return failure(Error::Code::Immutable, path);
    if (stickyForbids(m_folder, status))
        return failure(Error::Code::NoPermission, path);
    // A folder's own ".." changes with the rename.
    return status.isFolder() ? folder.checkAccess(step.name, W_OK) : Result<>();
}

Result<> Checks::checkEntries(const Directory &folder)
{
    for (const PlanStep &step : m_plan.steps) {
        if (!step.moves() && !step.isKept())
            continue;
        ASSIGN_OR_RETURN(const auto status, ifExists(folder.status(step.name)));
        if (!status)
            return failure(Error::Code::Changed, folder.pathOf(step.name));
        RETURN_IF_ERROR(checkEntry(folder, step, *status));
        m_entries.insert(step.name, *status);
    }
    return {};
}

Result<> Checks::checkMounts(const Directory &folder) const
{
    ASSIGN_OR_RETURN(const auto mounted, entriesWithMounts(folder));
    for (const PlanStep &step : m_plan.steps) {
        if (step.moves() && mounted.contains(step.name))
            return failure(Error::Code::MountPoint, folder.pathOf(step.name), mountAdvice(step));
    }
    return {};
}

Result<> Checks::checkStore() const
{
    ASSIGN_OR_RETURN(const auto place, RestorePointStore::placeFor(m_plan.user));
    ASSIGN_OR_RETURN(const auto there, place.status());
    ASSIGN_OR_RETURN(const auto parent, m_plan.user.parent->status());
    if (there.device != parent.device)
        return failure(Error::Code::OtherDevice, m_plan.user.path(), otherDeviceReason);
    const auto store = RestorePointStore::of(m_plan.user);
    if (store)
        return store->refuseInterrupted(m_plan.user, m_plan.entryFolder);
    if (store.error().code != Error::Code::DoesNotExist)
        return failure(store);
    return place.checkAccess({}, W_OK | X_OK);
}

// A fresh folder gets its forerunner's owner, which takes root where that is somebody else.
Result<> Checks::checkOwner() const
{
    const quint32 self = ::geteuid();
    for (const PlanStep &step : m_plan.steps) {
        if (self == 0 || !step.isPlaced())
            continue;
        const auto old = m_entries.constFind(step.name);
        const quint32 owner = old != m_entries.constEnd() ? old->owner : m_folder.owner;
        if (owner != self)
            return failure(Error::Code::NoPermission, m_plan.path());
    }
    return {};
}

Result<> checkThatGone(const ResetPlan &plan)
{
    const auto status = plan.user.parent->status(plan.user.name);
    if (status)
        return failure(Error::Code::Changed, plan.user.path());
    if (status.error().code != Error::Code::DoesNotExist)
        return failure(status);
    return plan.user.parent->checkAccess({}, W_OK | X_OK);
}

QByteArrayList filesToProbe(const ResetPlan &plan)
{
    QByteArrayList names;
    for (const PlanStep &step : plan.steps) {
        if ((step.moves() || step.isKept()) && step.identity.type == FileStatus::Type::Regular)
            names.append(step.name);
    }
    return names;
}

// Who has the plan's files open, whatever they are by now.
InUse probeAsItIs(const ResetPlan &plan, const ExecutionOptions &options)
{
    const auto folder = plan.entryFolder == EntryFolder::DataRoot
                            ? plan.user.root->reopened()
                            : plan.user.parent->openFolder(plan.user.name);
    if (!folder)
        return {};
    QByteArrayList names = regularFilesIn(*folder);
    names.removeIf([&plan](const QByteArray &name) { return !plan.concerns(name); });
    const InUse use = options.probe(*folder, names);
    return use.state == InUse::State::Busy || !plan.probesServer ? use
                                                                 : options.probeServer(*folder);
}

// Whether another operation of this program can be why a check failed: it moves the files, and
// holds them meanwhile.
bool canComeFromOperation(const Error &error)
{
    switch (error.code) {
    case Error::Code::Changed:
    case Error::Code::DoesNotExist:
    case Error::Code::InUseUnknown:
        return true;
    default:
        return false;
    }
}

Result<Preflight> checkAll(const ResetPlan &plan, const ExecutionOptions &options,
                           std::optional<InUse> *found)
{
    Checks checks(plan);
    Preflight preflight{*plan.user.parent, std::nullopt, {}, {}};
    if (plan.makesUserFolder()) {
        RETURN_IF_ERROR(checkThatGone(plan));
        preflight.inUse.state = InUse::State::Free;
    } else {
        ASSIGN_OR_RETURN(const auto folder, ifExists(plan.openFolder()));
        if (!folder)
            return failure(Error::Code::Changed, plan.user.path());
        preflight.folder = *folder;
        for (const auto &checked : {checks.checkFolder(*folder), checks.checkEntries(*folder),
                                    checks.checkMounts(*folder), checks.checkOwner()}) {
            if (!checked)
                return failure(checked);
        }
    }
    RETURN_IF_ERROR(checks.checkStore());
    preflight.entries = checks.entries();
    if (preflight.folder) {
        preflight.inUse = options.probe(*preflight.folder, filesToProbe(plan));
        if (plan.probesServer && preflight.inUse.state != InUse::State::Busy) {
            const InUse server = options.probeServer(*preflight.folder);
            if (server.state == InUse::State::Busy || preflight.inUse.state == InUse::State::Free)
                preflight.inUse = server;
        }
        if (found != nullptr)
            *found = preflight.inUse;
        RETURN_IF_ERROR(allow(preflight.inUse, options.serverStopped, plan.path()));
    }
    return preflight;
}

} // namespace

Result<> allow(const InUse &inUse, bool serverStopped, const QString &path)
{
    if (inUse.state == InUse::State::Busy)
        return failure(Error::Code::InUse, path, inUse.holdersText());
    if (inUse.state == InUse::State::Unknown && !serverStopped)
        return failure(Error::Code::InUseUnknown, path, inUse.reason);
    return {};
}

Result<Preflight> checkPlan(const ResetPlan &plan, const ExecutionOptions &options, StoreLock lock,
                            std::optional<InUse> *found)
{
    auto checked = checkAll(plan, options, found);
    if (checked)
        return checked;
    if (lock == StoreLock::Free && canComeFromOperation(checked.error())) {
        const auto store = RestorePointStore::of(plan.user);
        RETURN_IF_ERROR(store ? store->refuseBusy() : Result<>());
    }
    return failure(causeOfChange(
        checked.error(), plan.path(), [&] { return probeAsItIs(plan, options); }, found));
}

Result<> checkExecutable(const ResetPlan &plan, const ExecutionOptions &options,
                         std::optional<InUse> *found)
{
    RETURN_IF_ERROR(checkPlan(plan, options, StoreLock::Free, found));
    return {};
}

} // namespace SyncAdmin
