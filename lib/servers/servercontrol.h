#pragma once

#include "holders/inuse.h"
#include "servers/containers.h"
#include "servers/service.h"

#include <QJsonObject>

#include <chrono>

namespace SyncAdmin {

// A server that this program can stop and start: a container of docker or podman, or a systemd
// service. A value.
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
    // What starts it by hand: "podman start anki-sync-server".
    QByteArrayList startCommand() const;
    bool operator==(const ServerHandle &other) const; // the same server; the name does not count

    // To be kept in a file and read again; what was tampered with is BadInput.
    QJsonObject toJson() const;
    static Result<ServerHandle> fromJson(const QJsonObject &object);
};

// Their texts, separated by commas.
QString serverNames(const QList<ServerHandle> &servers);

// What it does at this moment.
struct ServerState
{
    ServerPhase phase = ServerPhase::Between;
    QString word;          // the engine's own: "exited", "active"
    QString restartPolicy; // "no", "always", "unless-stopped", "on-failure"
    QString triggeredBy;   // of a service: the sockets and timers that start it
    qint64 pid = 0;
    QString instance; // differs from one start to the next
};

// All of these may be called from any thread, ask the machine's own tools and never take longer
// than their limit (ten seconds where they take none). A stop request ends them with Cancelled and
// leaves undone what the tool had not done.

// The server that a holder belongs to, if it can be stopped and started again. Unsupported says why
// not: a process of the admin's, a container that is removed once it stops, a service whose main
// process is another one, ...
Result<ServerHandle> serverOf(const Holder &holder, const Task &task);
// All servers among the holders, each once; the first that cannot be controlled is the error. None
// where nobody holds the files.
Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task);
// The container of this name, as findContainer() takes it; or the service that podman runs it in.
Result<ServerHandle> serverNamed(const QByteArray &container, const Task &task);
// Those of the containers, running or not, that have a folder of this data root mounted writable.
QList<Container> containersWith(const Directory &root, const ContainerList &list);
// The running containers that have a folder of this data root mounted writable, whether or not they
// hold a file of it now.
struct MountingServers
{
    QList<ServerHandle> servers;
    QList<Error> beyondControl; // the others: why they cannot be stopped and started from here
    QStringList notes;          // of findContainers(): why some may be missing
};
MountingServers serversWith(const Directory &root, const Task &task);

// DoesNotExist where it is gone.
Result<ServerState> serverState(const ServerHandle &server, const Task &task);

// Asks it to end (SIGTERM and, once the server's own time for that is over, SIGKILL) and waits
// until it has ended. Done where it had ended before. External: in the tool's words, why it runs
// on. InUse where it has ended and something has started it again.
Result<> stopServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task);

// How long its own stop may take: until it gets SIGKILL. Zero for a service, whose state tells that
// it is being stopped, and where it is not known.
std::chrono::seconds stopTime(const ServerHandle &server, const Task &task);

// Watches it for this time. InUse, with what brought it back, if it does not stay stopped.
Result<> staysStopped(const ServerHandle &server, std::chrono::milliseconds watch,
                      const Task &task);

// Starts it and waits until it runs. Done where it ran before.
Result<> startServer(const ServerHandle &server, std::chrono::milliseconds limit, const Task &task);

// Watches it for this time. External if it does not run all the time, or is not the same process
// all the time.
Result<> keepsRunning(const ServerHandle &server, std::chrono::milliseconds watch,
                      const Task &task);

// Whether a server that has been started is ready.
enum class Readiness {
    Ready,    // accepts connections; or runs and rests, where it is not seen to accept any
    Starting, // still at work when the time was over: it hashes its users' passwords, for one
};

// Watches a server that has been started, at least for `watch`, until it is ready, at most for
// `limit`. External if it ends, or is another process than at first. Reports how many seconds it
// has waited for one that is still starting.
Result<Readiness> comesUp(const ServerHandle &server, std::chrono::milliseconds watch,
                          std::chrono::milliseconds limit, const Task &task);

// What the operations take where nobody says otherwise.
constexpr std::chrono::milliseconds usualStopLimit = std::chrono::seconds(120);
constexpr std::chrono::milliseconds usualStartLimit = std::chrono::seconds(60);
// With 200 users whose passwords are not hashed yet the official server needs 30 to 50 s.
constexpr std::chrono::milliseconds usualReadyLimit = std::chrono::seconds(180);
constexpr std::chrono::milliseconds usualWatch = std::chrono::seconds(2);

} // namespace SyncAdmin
