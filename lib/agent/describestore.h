#pragma once

#include "agent/describeuser.h"
#include "agent/requests.h"

// What operations leave behind: the descriptions of plan steps, restore points, the audit log.

namespace SyncAdmin {

template <class Archive>
void describe(Archive &archive, Described<Archive, Identity> &identity)
{
    archive("device", identity.device);
    archive("inode", identity.inode);
    archive("size", identity.size);
    archive("modified", identity.modified);
    archive("type", identity.type);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ServerOwner> &owner)
{
    archive("uid", owner.uid);
    archive("gid", owner.gid);
    archive("reason", owner.reason);
    archive("isWeak", owner.isWeak);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, PlanStep> &step)
{
    archive("kind", step.kind);
    archive("name", step.name);
    archive("files", step.files);
    archive("bytes", step.bytes);
    archive("identity", step.identity);
    archive("database", step.database);
    archive("usn", step.usn);
    archive("owner", step.owner);
    archive("isUncounted", step.isUncounted);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, EntryAttributes> &attributes)
{
    archive("inode", attributes.inode);
    archive("born", attributes.born);
    archive("type", attributes.type);
    archive("size", attributes.size);
    archive("modified", attributes.modified);
    archive("owner", attributes.owner);
    archive("group", attributes.group);
    archive("mode", attributes.mode);
    archive("extended", attributes.extended);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ManifestEntry> &entry)
{
    archive("move", entry.move);
    archive("kind", entry.kind);
    archive("name", entry.name);
    archive("files", entry.files);
    archive("bytes", entry.bytes);
    archive("attributes", entry.attributes);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, InstalledMedia> &media)
{
    archive("name", media.name);
    archive("lastUsn", media.lastUsn);
    archive("rows", media.rows);
    archive("hash", media.hash);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Caller> &caller)
{
    archive("uid", caller.uid);
    archive("originalUid", caller.originalUid);
    archive("originalUser", caller.originalUser);
    archive("through", caller.through);
    archive("host", caller.host);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Manifest> &manifest)
{
    archive("operation", manifest.operation);
    archive("id", manifest.id);
    archive("user", manifest.user);
    archive("place", manifest.place);
    archive("layout", manifest.layout);
    archive("made", manifest.made);
    archive("caller", manifest.caller);
    archive("command", manifest.command);
    archive("keepMediaFiles", manifest.keepMediaFiles);
    archive("source", manifest.source);
    archive("entryFolder", manifest.entryFolder);
    archive("scope", manifest.scope);
    archive("folder", manifest.folder);
    archive("entries", manifest.entries);
    archive("installed", manifest.installed);
    archive("seenUsn", manifest.seenUsn);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RestorePoint> &point)
{
    archive("id", point.id);
    archive("state", point.state);
    archive("manifest", point.manifest);
    archive("error", point.error);
    archive("restoredBy", point.restoredBy);
    archive("committed", point.committed);
    archive("heldFiles", point.heldFiles);
    archive("heldBytes", point.heldBytes);
}

// Where a store is.
struct StoreParts
{
    QByteArray root;
    QByteArray place;
};

template <class Archive>
void describe(Archive &archive, Described<Archive, StoreParts> &store)
{
    archive("root", store.root);
    archive("place", store.place);
}

template <>
struct AsParts<RestorePointStore>
{
    using Parts = StoreParts;
    static Parts of(const RestorePointStore &store)
    {
        return {store.root()->pathBytes(), store.place()};
    }
    static std::optional<RestorePointStore> from(const Parts &parts)
    {
        return RestorePointStore::unopened(parts.root, parts.place);
    }
};

template <>
inline FoundPoint blankValue<FoundPoint>()
{
    return {RestorePointStore::unopened({}, {}), {}};
}

template <class Archive>
void describe(Archive &archive, Described<Archive, FoundPoint> &found)
{
    archive("store", found.store);
    archive("point", found.point);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, AuditEntry> &entry)
{
    archive("time", entry.time);
    archive("operation", entry.operation);
    archive("phase", entry.phase);
    archive("user", entry.user);
    archive("restorePoint", entry.restorePoint);
    archive("caller", entry.caller);
    archive("command", entry.command);
    archive("plan", entry.plan);
    archive("outcome", entry.outcome);
    archive("error", entry.error);
    archive("errorText", entry.errorText);
    archive("warnings", entry.warnings);
    archive("downtime", entry.downtime);
    archive("mediaUsn", entry.mediaUsn);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, AuditHistory> &history)
{
    archive("entries", history.entries);
    archive("unreadableLines", history.unreadableLines);
    archive("isCut", history.isCut);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, StoreHistory> &history)
{
    archive("store", history.store);
    archive("history", history.history);
}

} // namespace SyncAdmin
