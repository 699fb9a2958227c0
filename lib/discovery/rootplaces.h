#pragma once

#include "base/mountpoints.h"
#include "servers/containers.h"

#include <QList>

#include <optional>

namespace SyncAdmin {

// Why a folder may be a data root.
struct RootOrigin
{
    enum class Kind { Environment, Process, Container, Volume, WellKnown, MountPoint };

    Kind kind = Kind::WellKnown;
    QString name; // a variable's, a process's, a volume's; as displayText() shows it
    std::optional<Container> container;
    QByteArray inContainer; // the path in it

    // "container anki-sync-server (podman) /data, running", "volume anki (docker)", "SYNC_BASE"
    QString text() const;
};

QString originKindName(RootOrigin::Kind kind); // "container", stable

// A folder to look at. Its path is not known to exist.
struct RootPlace
{
    QByteArray path;
    RootOrigin origin;
    bool isStore = false; // it holds volumes: "NAME/_data"
};

// The places on this machine where sync servers are known to keep their data, the most telling
// first: environment, running servers, containers, volumes, well-known folders, mount points.
// None of them is touched.
QList<RootPlace> rootPlaces(const ContainerList &containers, const QList<MountPoint> &mounts);

// The places in a container: these paths, then all that it has mounted, each once; without those
// that are not absolute or lie on none of its mounts.
QList<RootPlace> containerPlaces(const Container &container, QByteArrayList paths);

// The host's path of a path in a container; empty where that lies on none of its mounts.
QByteArray hostPathOf(const Container &container, const QByteArray &path);

} // namespace SyncAdmin
