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

// What a folder of a container is on the machine of its engine.
struct ContainerMount
{
    QString type;           // "volume", "bind", "tmpfs"
    QString name;           // of a volume
    QByteArray source;      // the host's path; empty where there is none
    QByteArray destination; // in the container
    bool isWritable = true;
};

// A container as `inspect` tells of it. Texts are as displayText() shows them.
struct Container
{
    ContainerEngine engine = ContainerEngine::Podman;
    QByteArray id; // 64 digits
    QByteArray name;
    QString image;
    QString state; // the engine's own word: "running", "exited", "created"
    ServerPhase phase = ServerPhase::Between;
    qint64 pid = 0; // of its first process; 0 where it does not run
    qint64 exitCode = 0;
    QString startedAt;
    QString user;          // as it was given to the engine; empty for root
    QString restartPolicy; // "no", "always", "unless-stopped", "on-failure"
    qint64 restarts = 0;
    std::optional<qint64> stopTimeout; // seconds from SIGTERM to SIGKILL
    bool isRemovedWhenStopped = false; // --rm
    QByteArray unit;       // the systemd unit that podman says to run it in; empty for none
    qint64 monitorPid = 0; // podman's process beside it, conmon; 0 where there is none
    QByteArray syncBase;   // SYNC_BASE of its environment, of which nothing else is kept
    QList<ContainerMount> mounts;
    QByteArrayList layers; // folders that its files come from, the uppermost first; may be unknown
    QByteArray uidMap;     // of its user namespace as podman tells it, in the form of
    QByteArray gidMap;     // /proc/PID/uid_map; empty where it has none or it is not told

    QString displayName() const;
};

// Reads the answer of `container inspect --format '{{json .}}'`: docker writes one object a line,
// podman a list. External says what is wrong with it.
Result<QList<Container>> parseContainers(ContainerEngine engine, const QByteArray &json);

// Reads the answer of `ps --all --quiet --no-trunc`.
Result<QByteArrayList> parseContainerIds(ContainerEngine engine, const QByteArray &text);

struct ContainerVolume
{
    ContainerEngine engine = ContainerEngine::Podman;
    QString name;
    QByteArray path; // on the machine of its engine
};

// Reads the answer of `volume inspect --format '{{json .}}'`, which has the same shape.
Result<QList<ContainerVolume>> parseVolumes(ContainerEngine engine, const QByteArray &json);

// Reads the machine's name from the answer of `info --format '{{json .}}'`.
Result<QByteArray> parseEngineHost(ContainerEngine engine, const QByteArray &json);

} // namespace SyncAdmin
