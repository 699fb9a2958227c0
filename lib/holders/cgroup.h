#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <optional>

namespace SyncAdmin {

// Where a process belongs, told by the text of its /proc/<pid>/cgroup (cgroups(7)). The first two
// as displayText() shows them.
struct CgroupPlace
{
    // The first twelve digits of the id (docker, podman, containerd, cri-o, kubernetes) or the name
    // (systemd-nspawn and other machines, LXC).
    QString container;
    QString service; // its systemd unit, "ankisyncd.service"

    QByteArray containerId;          // in full; empty where the container has only a name
    QByteArray unit;                 // of `service`, as systemctl takes it: "anki\\x2dsync.service"
    std::optional<quint32> unitUser; // whose own manager runs the unit; none: the system's
};

CgroupPlace placeFromCgroup(const QByteArray &text);

// Of such a text: for each hierarchy the path of the cgroup that bears the name of this container,
// "0::/machine.slice/libpod-0123….scope", without what is below it. Whoever may make a cgroup can
// give it any name, but not the path of another.
QByteArrayList cgroupsOfContainer(const QByteArray &text, const QByteArray &containerId);

// Whether the bytes are a container's full id: 64 hexadecimal digits.
bool isContainerId(const QByteArray &text);

} // namespace SyncAdmin
