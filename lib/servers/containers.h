#pragma once

#include "base/task.h"
#include "servers/container.h"
#include "servers/toolrun.h"

#include <QStringList>

#include <chrono>

namespace SyncAdmin {

// These functions call the command lines of docker and podman with the caller's environment
// (DOCKER_HOST, contexts), using only options of both docker 20.10 and podman 4.3. Thread-safe.

// The containers of this machine, running or not.
struct ContainerList
{
    QList<Container> containers;
    QList<ContainerVolume> volumes; // if requested
    bool anyEngine = false;         // whether docker or podman is installed
    QStringList notes; // why containers may be missing: a daemon is down, no permission
};

// The containers of all engines; one that both list (docker's program may be podman's) appears
// once. Never fails: errors become notes. An engine on another machine is skipped with a note,
// because its paths do not apply here.
ContainerList findContainers(bool withVolumes, const Task &task);

// Finds a container by name, by at least twelve digits of its id, or as ENGINE:NAME. DoesNotExist;
// External if that cannot be determined (the notes of findContainers()); BadInput if both engines
// have one of that name.
Result<Container> findContainer(const QByteArray &name, const Task &task);

// The container's current state. `id` is the full id.
Result<Container> inspectContainer(ContainerEngine engine, const QByteArray &id, const Task &task);

// Runs `ENGINE OPERATION [OPTIONS] -- ID`; errors are the engine's own.
Result<> runContainerCommand(ContainerEngine engine, const QByteArrayList &operation,
                             const QByteArray &id, std::chrono::milliseconds limit,
                             const Task &task);

} // namespace SyncAdmin
