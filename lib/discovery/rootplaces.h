#pragma once

#include "base/mountpoints.h"
#include "servers/containers.h"

#include <QList>

#include <optional>

namespace SyncAdmin {

// The reason why a folder may be a data root.
struct RootOrigin
{
    enum class Kind { Environment, Process, Container, Volume, WellKnown, MountPoint };

    Kind kind = Kind::WellKnown;
    QString name; // name of a variable, process or volume, as displayText() shows it
    std::optional<Container> container;
    QByteArray inContainer; // the path in the container

    // "container anki-sync-server (podman) /data, running", "volume anki (docker)", "SYNC_BASE"
    QString text() const;
};

QString originKindName(RootOrigin::Kind kind); // "container", stable

// A folder to search. It may not exist.
struct RootPlace
{
    QByteArray path;
    RootOrigin origin;
    bool isStore = false; // contains volumes:
};

// The places on this machine where sync servers keep their data, the most specific first:
// environment, running servers, containers, volumes, well-known folders, mount points. Does not
// access them.
QList<RootPlace> rootPlaces(const ContainerList &containers, const QList<MountPoint> &mounts);

// The places in a container: these paths, then all its mounts, each once. Skips relative paths and
// paths outside its mounts.
QList<RootPlace> containerPlaces(const Container &container, QByteArrayList paths);

// The host's path for a path in a container; empty if it is on none of its mounts.
QByteArray hostPathOf(const Container &container, const QByteArray &path);

} // namespace SyncAdmin
