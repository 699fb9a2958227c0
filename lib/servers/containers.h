#pragma once

#include "base/task.h"
#include "servers/container.h"
#include "servers/toolrun.h"

#include <QStringList>

#include <chrono>

namespace SyncAdmin {

// Everything here asks docker's and podman's own command lines, with the caller's environment
// (DOCKER_HOST, contexts), and only with what docker 20.10 and podman 4.3 know both. Any thread.

// The containers of this machine, running or not.
struct ContainerList
{
    QList<Container> containers;
    QList<ContainerVolume> volumes; // where they were asked for
    bool anyEngine = false;         // whether any of the programs is installed
    QStringList notes;              // why something is missing: a daemon is down, no permission
};

// Those of every engine; one that both know (docker's program may be podman's) once. Never fails:
// what goes wrong is a note. Engines of other machines are left out with a note, for their paths
// are not this machine's.
ContainerList findContainers(bool withVolumes, const Task &task);

// By its name, by at least twelve digits of its id, or as ENGINE:NAME. DoesNotExist; External where
// that cannot be known (the notes of findContainers()); BadInput where both engines have one of
// that name.
Result<Container> findContainer(const QByteArray &name, const Task &task);

// As it is now. `id` in full.
Result<Container> inspectContainer(ContainerEngine engine, const QByteArray &id, const Task &task);

// Runs `ENGINE ACT [OPTIONS] -- ID`, and says what the engine says.
Result<> runContainerCommand(ContainerEngine engine, const QByteArrayList &operation,
                             const QByteArray &id, std::chrono::milliseconds limit,
                             const Task &task);

} // namespace SyncAdmin
