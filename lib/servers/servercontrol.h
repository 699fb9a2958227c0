#pragma once

#include "holders/inuse.h"
#include "servers/containers.h"
#include "servers/service.h"

#include <QJsonObject>

#include <chrono>

namespace SyncAdmin {

// A server that this program can stop and start: a container of docker or podman, or a systemd
// service. A copyable value.
struct ServerHandle
{
    enum class Kind { Container, Unit };

    Kind kind = Kind::Container;
    ContainerEngine engine = ContainerEngine::Podman; // of a container
    QByteArray containerId;                           // of a container, in full
    UnitName unit;                                    // of a service
    QString name;                                     // as displayText() shows it

    // "container anki-sync-server (podman)", "service ankisyncd.service"
    QString text() const;
    // The command that starts it by hand: "podman start anki-sync-server".
    QByteArrayList startCommand() const;
    bool operator==(const ServerHandle &other) const; // compares the server, not `name`

    // For storage in a file. fromJson() fails with BadInput if the object was modified.
    QJsonObject toJson() const;
    static Result<ServerHandle> fromJson(const QJsonObject &object);
};

// Their texts, separated by commas.
QString serverNames(const QList<ServerHandle> &servers);

// What it does at this moment.
struct ServerState
{
    ServerPhase phase = ServerPhase::Between;
    QString word;          // the engine's word:
    QString restartPolicy; // "no", "always", "unless-stopped", "on-failure"
    QString triggeredBy;   // the sockets and timers that start a service
    qint64 pid = 0;
    QString instance; // differs from one start to the next
};

// The functions below are thread-safe, call the machine's own tools, and return within their limit,
// or within ten seconds if they have none. A stop request ends them with Cancelled; what the tool
// has already done stays done.

// The server of a holder, if it can be stopped and started again. Unsupported gives the reason if
// not: a process of the admin, a container that is removed when it stops, a service with another
// main process, ...
Result<ServerHandle> serverOf(const Holder &holder, const Task &task);
// All servers of the holders, each once. The first that cannot be stopped and started is the error.
// Empty without holders.
Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task);
// The server with this container name, in the forms of findContainer(): the container, or the
// service that podman runs it in.
Result<ServerHandle> serverNamed(const QByteArray &container, const Task &task);
// The containers, running or not, that mount a folder of this data root writable.
QList<Container> containersWith(const Directory &root, const ContainerList &list);
// The running containers that mount a folder of this data root writable, whether or not they have
// its files open.
struct MountingServers
{
    QList<ServerHandle> servers;
    QList<Error> beyondControl; // why the other containers cannot be stopped and started from here
    QStringList notes;          // of findContainers(): why containers may be missing
};
MountingServers serversWith(const Directory &root, const Task &task);

// The current state. DoesNotExist if the server is gone.
Result<ServerState> serverState(const ServerHandle &server, const Task &task);

// Stops a server (SIGTERM, then SIGKILL after the server's stop time) and waits for its end.
// Succeeds if it is not running. External, with the tool's message, if it is still running. InUse
// if something has started it again.
Result<> stopServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task);

// The server's stop time: from SIGTERM to SIGKILL. Zero if unknown, and for a service, whose state
// shows that it is stopping.
std::chrono::seconds stopTime(const ServerHandle &server, const Task &task);

// Checks that the server stays stopped for the time `watch`. InUse, with what started it, if it
// does not.
Result<> staysStopped(const ServerHandle &server, std::chrono::milliseconds watch,
                      const Task &task);

// Starts a server and waits until it is running. Succeeds if it is running already.
Result<> startServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task);

// Checks that the server keeps running, as the same process, for the time `watch`. External if it
// does not.
Result<> keepsRunning(const ServerHandle &server, std::chrono::milliseconds watch,
                      const Task &task);

// Whether a started server is ready.
enum class Readiness {
    Ready,    // accepts connections; or is idle, if connections cannot be detected
    Starting, // still busy at the time limit, for example hashing its users' passwords
};

// Waits until a started server is ready: at least for `watch`, at most for `limit`. External if the
// server ends or is replaced by another process. Progress is the number of seconds waited.
Result<Readiness> comesUp(const ServerHandle &server, std::chrono::milliseconds watch,
                          std::chrono::milliseconds limit, const Task &task);

// Default limits of operations.
constexpr std::chrono::milliseconds usualStopLimit = std::chrono::seconds(120);
constexpr std::chrono::milliseconds usualStartLimit = std::chrono::seconds(60);
// The official server needs 30 to 50 s for 200 users with plain passwords.
constexpr std::chrono::milliseconds usualReadyLimit = std::chrono::seconds(180);
constexpr std::chrono::milliseconds usualWatch = std::chrono::seconds(2);

} // namespace SyncAdmin
