#include "engine/verify.h"

#include "accounts/sessions.h"
#include "database/database.h"
#include "store/copied.h"

namespace SyncAdmin {

namespace {

// A database of ours must be sound; what was broken before the reset is found as well, for the
// admin decides with this whether a restore is worth it.
Result<> checkDatabase(const Directory &items, const QByteArray &name, const Task &task)
{
    QStringList damage;
    const auto read = readDatabase(items, name, {0, true}, task, [&damage](Database &database) {
        auto found = database.integrityProblems(1);
        if (!found)
            return Result<>(tl::unexpected(found.error()));
        damage = *found;
        return Result<>();
    });
    if (!read)
        return tl::unexpected(read.error());
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
    if (const auto restorable = store.checkRestorable(point); !restorable)
        return tl::unexpected(restorable.error());
    const auto folder = store.openPoint(point.id);
    if (!folder)
        return tl::unexpected(folder.error());
    if (const auto usable = refuseCopied(*folder, std::nullopt, point, store.userPath(point));
        !usable)
        return tl::unexpected(usable.error());
    for (const ManifestEntry &entry : point.manifest.entries) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, folder->point.path());
        if (entry.move != ManifestEntry::Move::Retire)
            continue;
        ++report.entries;
        const auto status = folder->items.status(entry.name);
        if (!status) {
            report.findings.append({entry.name, status.error()});
            continue;
        }
        const bool isFile = status->isRegular();
        if (!entry.attributes.isSameEntry(*status) ||
            (isFile && !entry.attributes.isUnwritten(*status))) {
            report.findings.append(
                {entry.name, {Error::Code::Changed, folder->items.pathOf(entry.name), {}}});
            continue;
        }
        if (!isDatabase(entry))
            continue;
        ++report.databases;
        const auto sound = checkDatabase(folder->items, entry.name, task);
        if (!sound && sound.error().code == Error::Code::Cancelled)
            return tl::unexpected(sound.error());
        if (!sound)
            report.findings.append({entry.name, sound.error()});
    }
    return report;
}

} // namespace SyncAdmin
