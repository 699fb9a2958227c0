#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <optional>

namespace SyncAdmin {

// The container or systemd unit of a process, from the text of its /proc/<pid>/cgroup (cgroups(7)).
// `container` and `service` are as displayText() shows them.
struct CgroupPlace
{
    // The first twelve digits of the id (docker, podman, containerd, cri-o, kubernetes), or the
    // name (systemd-nspawn and other machines, LXC).
    QString container;
    QString service; // its systemd unit, "ankisyncd.service"

    QByteArray containerId;          // in full; empty if the container has only a name
    QByteArray unit;                 // of `service`, as systemctl takes it: "anki\\x2dsync.service"
    std::optional<quint32> unitUser; // whose manager runs the unit; none: the system's
};

CgroupPlace placeFromCgroup(const QByteArray &text);

// The cgroups in such a text that are named after this container, one for each hierarchy, without
// their descendants: "0::/machine.slice/libpod-0123….scope". Any process that may create cgroups
// can use the name, but not the same path.
QByteArrayList cgroupsOfContainer(const QByteArray &text, const QByteArray &containerId);

// Whether the bytes are a full container id: 64 hexadecimal digits.
bool isContainerId(const QByteArray &text);

} // namespace SyncAdmin
