#pragma once

#include "base/result.h"
#include "base/task.h"
#include "servers/serverphase.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <chrono>
#include <optional>

namespace SyncAdmin {

// A systemd unit and its manager. The name is in systemctl's form: "anki\x2dsync.service".
struct UnitName
{
    QByteArray unit;
    std::optional<quint32> user; // the uid of a user's manager; none: the system's

    bool operator==(const UnitName &other) const = default;
};

// A service as `systemctl show` reports it. Texts are as displayText() shows them.
struct Service
{
    QString loadState;   // "loaded", "not-found", "masked"
    QString activeState; // "active", "inactive", "failed", "activating"
    QString subState;    // "running", "auto-restart"
    ServerPhase phase = ServerPhase::Between;
    qint64 mainPid = 0;
    QString restart;     // "no", "always", "on-failure"
    QString triggeredBy; // the sockets, timers and paths that start it: "anki.socket"
    QString instance;    // differs from one start to the next
    bool canStart = true;
    bool canStop = true;
    bool isTransient = false; // disappears when it stops

    bool isLoaded() const { return loadState == QLatin1String("loaded"); }
};

// Parses the output of `systemctl show`. External describes what is wrong.
Result<Service> parseService(const QByteArray &text);

// The service's current state. External if systemd cannot be queried, BadInput for an invalid name.
// These functions are thread-safe.
Result<Service> showService(const UnitName &name, const Task &task);

// The options with which systemctl reaches the unit's manager, such as "--user" and
// "--machine=1000@.host".
QByteArrayList managerOptions(const UnitName &name);

// `operation` is "start" or "stop".
Result<> runServiceCommand(const UnitName &name, const QByteArray &operation,
                           std::chrono::milliseconds limit, const Task &task);

} // namespace SyncAdmin
