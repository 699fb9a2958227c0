#include "engine/verify.h"

#include "accounts/sessions.h"
#include "database/database.h"
#include "store/copied.h"

namespace SyncAdmin {

namespace {

// Finds also damage from before the operation: the admin decides with this whether to restore.
Result<> checkDatabase(const Directory &items, const QByteArray &name, const Task &task)
{
    QStringList damage;
    RETURN_IF_ERROR(readDatabase(items, name, {0, true}, task, [&damage](Database &database) {
        auto found = database.integrityProblems(1);
        if (!found)
            return Result<>(failure(found));
        damage = *found;
        return Result<>();
    }));
    if (!damage.isEmpty())
        return failure(Error::Code::Damaged, items.pathOf(name), damage.first());
    return {};
}

bool isDatabase(const ManifestEntry &entry)
{
    return isDatabaseName(entry.name) && entry.attributes.type == FileStatus::Type::Regular;
}

} // namespace

Result<VerifyReport> verify(const RestorePointStore &store, const RestorePoint &point,
                            const Task &task)
{
    VerifyReport report;
    report.id = point.id;
    if (point.state == RestorePoint::State::Restored) // its entries are where they belong
        return report;
    RETURN_IF_ERROR(store.checkRestorable(point));
    ASSIGN_OR_RETURN(const auto folder, store.openPoint(point.id));
    RETURN_IF_ERROR(refuseCopied(folder, std::nullopt, point, store.folderPath(point)));
    for (const ManifestEntry &entry : point.manifest.entries) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, folder.point.path());
        if (entry.move != ManifestEntry::Move::MoveOut)
            continue;
        ++report.entries;
        const auto status = folder.items.status(entry.name);
        if (!status) {
            report.findings.append({entry.name, status.error()});
            continue;
        }
        const bool isFile = status->isRegular();
        if (!entry.attributes.isSameEntry(*status) ||
            (isFile && !entry.attributes.isUnwritten(*status))) {
            report.findings.append(
                {entry.name, {Error::Code::Changed, folder.items.pathOf(entry.name), {}}});
            continue;
        }
        if (!isDatabase(entry))
            continue;
        ++report.databases;
        const auto sound = checkDatabase(folder.items, entry.name, task);
        if (!sound && sound.error().code == Error::Code::Cancelled)
            return failure(sound);
        if (!sound)
            report.findings.append({entry.name, sound.error()});
    }
    return report;
}

} // namespace SyncAdmin
