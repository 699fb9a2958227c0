#pragma once

#include "base/result.h"
#include "servers/serverphase.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>

#include <array>
#include <optional>

namespace SyncAdmin {

enum class ContainerEngine { Podman, Docker };
inline constexpr std::array containerEngines{ContainerEngine::Podman, ContainerEngine::Docker};

QByteArray programOf(ContainerEngine engine); // "podman"

// A mounted folder of a container, and its source on the engine's machine.
struct ContainerMount
{
    QString type;           // "volume", "bind", "tmpfs"
    QString name;           // of a volume
    QByteArray source;      // path on the host; empty if there is none
    QByteArray destination; // in the container
    bool isWritable = true;
};

// A container as `inspect` reports it. Texts are as displayText() shows them.
struct Container
{
    ContainerEngine engine = ContainerEngine::Podman;
    QByteArray id; // 64 digits
    QByteArray name;
    QString image;
    QString state; // the engine's word:
    ServerPhase phase = ServerPhase::Between;
    qint64 pid = 0; // its first process; 0 if it does not run
    qint64 exitCode = 0;
    QString startedAt;
    QString user;          // as configured; empty for root
    QString restartPolicy; // "no", "always", "unless-stopped", "on-failure"
    qint64 restarts = 0;
    std::optional<qint64> stopTimeout; // seconds from SIGTERM to SIGKILL
    bool isRemovedWhenStopped = false; // --rm
    QByteArray unit;                   // the systemd unit that podman runs it in; empty for none
    qint64 monitorPid = 0;             // conmon, podman's monitor process; 0 if there is none
    QByteArray syncBase;               // SYNC_BASE from its environment; no other variable is kept
    QList<ContainerMount> mounts;
    QByteArrayList layers; // the layers of its file system, the uppermost first; may be unknown
    QByteArray uidMap;     // of its user namespace, as in /proc/PID/uid_map; empty if it has
    QByteArray gidMap;     // none, or if podman does not report it

    QString displayName() const;
};

// Parses the output of `container inspect --format '{{json .}}'`: docker writes one object a line,
// podman a list. External describes what is wrong.
Result<QList<Container>> parseContainers(ContainerEngine engine, const QByteArray &json);

// Parses the output of `ps --all --quiet --no-trunc`.
Result<QByteArrayList> parseContainerIds(ContainerEngine engine, const QByteArray &text);

struct ContainerVolume
{
    ContainerEngine engine = ContainerEngine::Podman;
    QString name;
    QByteArray path; // on the engine's machine
};

// Parses the output of `volume inspect --format '{{json .}}'`, which has the same form.
Result<QList<ContainerVolume>> parseVolumes(ContainerEngine engine, const QByteArray &json);

// Parses the machine's name from the output of `info --format '{{json .}}'`.
Result<QByteArray> parseEngineHost(ContainerEngine engine, const QByteArray &json);

} // namespace SyncAdmin
