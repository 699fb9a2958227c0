#pragma once

#include "agent/describestore.h"

// Servers and where their data are: the descriptions of holders, containers, data roots, pauses.

namespace SyncAdmin {

template <class Archive>
void describe(Archive &archive, Described<Archive, CgroupPlace> &place)
{
    archive("container", place.container);
    archive("service", place.service);
    archive("containerId", place.containerId);
    archive("unit", place.unit);
    archive("unitUser", place.unitUser);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Holder> &holder)
{
    archive("pid", holder.pid);
    archive("command", holder.command);
    archive("user", holder.user);
    archive("container", holder.container);
    archive("service", holder.service);
    archive("isThisProgram", holder.isThisProgram);
    archive("place", holder.place);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, InUse> &use)
{
    archive("state", use.state);
    archive("holders", use.holders);
    archive("reason", use.reason);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ContainerMount> &mount)
{
    archive("type", mount.type);
    archive("name", mount.name);
    archive("source", mount.source);
    archive("destination", mount.destination);
    archive("isWritable", mount.isWritable);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Container> &container)
{
    archive("engine", container.engine);
    archive("id", container.id);
    archive("name", container.name);
    archive("image", container.image);
    archive("state", container.state);
    archive("phase", container.phase);
    archive("pid", container.pid);
    archive("exitCode", container.exitCode);
    archive("startedAt", container.startedAt);
    archive("user", container.user);
    archive("restartPolicy", container.restartPolicy);
    archive("restarts", container.restarts);
    archive("stopTimeout", container.stopTimeout);
    archive("isRemovedWhenStopped", container.isRemovedWhenStopped);
    archive("unit", container.unit);
    archive("monitorPid", container.monitorPid);
    archive("syncBase", container.syncBase);
    archive("mounts", container.mounts);
    archive("layers", container.layers);
    archive("uidMap", container.uidMap);
    archive("gidMap", container.gidMap);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RootOrigin> &origin)
{
    archive("kind", origin.kind);
    archive("name", origin.name);
    archive("container", origin.container);
    archive("inContainer", origin.inContainer);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RootCandidate> &root)
{
    archive("path", root.path);
    archive("origins", root.origins);
    archive("layouts", root.layouts);
    archive("users", root.users);
    archive("fileSystem", root.fileSystem);
    archive("bytes", root.bytes);
    archive("freeBytes", root.freeBytes);
    archive("isReadOnly", root.isReadOnly);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, FoundRoots> &found)
{
    archive("roots", found.roots);
    archive("otherContainers", found.otherContainers);
    archive("notes", found.notes);
    archive("anyEngine", found.anyEngine);
}

// The record of stopped servers has the same form of a server, and checks each field.
struct ServerParts
{
    QJsonObject record;
};

template <class Archive>
void describe(Archive &archive, Described<Archive, ServerParts> &server)
{
    archive("record", server.record);
}

template <>
struct AsParts<ServerHandle>
{
    using Parts = ServerParts;
    static Parts of(const ServerHandle &server) { return {server.toJson()}; }
    static std::optional<ServerHandle> from(const Parts &parts)
    {
        const auto server = ServerHandle::fromJson(parts.record);
        return server ? std::optional(*server) : std::nullopt;
    }
};

template <class Archive>
void describe(Archive &archive, Described<Archive, ServerChoice> &choice)
{
    archive("servers", choice.servers);
    archive("notes", choice.notes);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, PausedServer> &server)
{
    archive("server", server.server);
    archive("ran", server.ran);
    archive("stopped", server.stopped);
    archive("runs", server.runs);
    archive("isStarting", server.isStarting);
    archive("downtime", server.downtime);
    archive("stopError", server.stopError);
    archive("startError", server.startError);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, PauseReport> &report)
{
    archive("servers", report.servers);
    archive("refusal", report.refusal);
    archive("warnings", report.warnings);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ServerRecord> &record)
{
    archive("servers", record.servers);
    archive("operation", record.operation);
    archive("time", record.time);
    archive("caller", record.caller);
    archive("command", record.command);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, LeftServer> &server)
{
    archive("server", server.server);
    archive("fate", server.fate);
    archive("word", server.word);
    archive("error", server.error);
}

template <>
inline ServerRecovery blankValue<ServerRecovery>()
{
    return {RestorePointStore::unopened({}, {}), {}, {}};
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ServerRecovery> &recovery)
{
    archive("store", recovery.store);
    archive("record", recovery.record);
    archive("servers", recovery.servers);
}

} // namespace SyncAdmin
