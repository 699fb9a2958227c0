#include "reset/mediamemory.h"

#include "base/log.h"
#include "reset/auditlog.h"
#include "reset/restorepointstore.h"

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

MediaMemory mediaMemoryOf(const UserFolder &user, MemoryDepth depth)
{
    MediaMemory memory;
    const auto store = RestorePointStore::of(user);
    if (!store)
        return memory;
    const auto points = store->pointsOf(user);
    if (!points)
        qCDebug(logReset).noquote() << points.error().message();
    QDateTime newest;
    for (const RestorePoint &point : points.value_or(QList<RestorePoint>()))
        rememberPoint(point, newest, memory);
    if (depth == MemoryDepth::Points)
        return memory;
    const auto history = AuditLog::read(store->directory());
    if (!history)
        qCDebug(logReset).noquote() << history.error().message();
    for (const AuditEntry &entry : history.value_or(AuditHistory()).entries) {
        if (entry.user == user.name)
            memory.highestUsn = std::max(memory.highestUsn, entry.mediaUsn);
    }
    return memory;
}

} // namespace SyncAdmin
