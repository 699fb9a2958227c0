#include "store/mediamemory.h"

#include "store/auditlog.h"
#include "store/restorepointstore.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

void rememberPoint(const RestorePoint &point, QDateTime &newest, MediaMemory &memory)
{
    const Manifest &manifest = point.manifest;
    memory.seenUsn = std::max(memory.seenUsn, manifest.seenUsn);
    memory.highestUsn = std::max(memory.highestUsn, manifest.seenUsn);
    for (const InstalledMedia &media : manifest.installed)
        memory.highestUsn = std::max(memory.highestUsn, media.lastUsn);
    if (point.committed.isValid() && !manifest.installed.isEmpty() &&
        (!newest.isValid() || point.committed > newest)) {
        newest = point.committed;
        memory.installed = manifest.installed;
    }
}

} // namespace

const InstalledMedia *MediaMemory::installedAs(const QByteArray &name) const
{
    const auto found =
        std::find_if(installed.begin(), installed.end(),
                     [&name](const InstalledMedia &media) { return media.name == name; });
    return found == installed.end() ? nullptr : &*found;
}

Result<MediaMemory> mediaMemoryOf(const UserFolder &user)
{
    MediaMemory memory;
    const auto store = RestorePointStore::of(user);
    if (!store && (store.error().code == Error::Code::DoesNotExist ||
                   store.error().code == Error::Code::ForeignStore))
        return memory;
    if (!store)
        return failure(store);
    ASSIGN_OR_RETURN(const QList<RestorePoint> points, store->pointsOf(user));
    QDateTime newest;
    for (const RestorePoint &point : points) {
        if (point.error && point.error->code != Error::Code::BadManifest)
            return failure(*point.error);
        rememberPoint(point, newest, memory);
    }
    ASSIGN_OR_RETURN(const qint64 logged, AuditLog::highestMediaUsn(store->directory(), user.name));
    memory.highestUsn = std::max(memory.highestUsn, logged);
    return memory;
}

} // namespace SyncAdmin
