#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin {

// Where a process belongs, told by the text of its /proc/<pid>/cgroup (cgroups(7)). Both as
// displayText() shows them.
struct CgroupPlace
{
    // The first twelve digits of the id (docker, podman, containerd, cri-o, kubernetes) or the name
    // (systemd-nspawn and other machines, LXC).
    QString container;
    QString service; // its systemd unit, "ankisyncd.service"
};

CgroupPlace placeFromCgroup(const QByteArray &text);

} // namespace SyncAdmin
