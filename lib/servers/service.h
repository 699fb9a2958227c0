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

// A systemd unit and the manager that it belongs to. The name is as systemctl takes it:
// "anki\x2dsync.service".
struct UnitName
{
    QByteArray unit;
    std::optional<quint32> user; // whose own manager; none: the system's

    bool operator==(const UnitName &other) const = default;
};

// What `systemctl show` tells of a service. Texts are as displayText() shows them.
struct Service
{
    QString loadState;   // "loaded", "not-found", "masked"
    QString activeState; // "active", "inactive", "failed", "activating"
    QString subState;    // "running", "auto-restart"
    ServerPhase phase = ServerPhase::Between;
    qint64 mainPid = 0;
    QString restart;     // "no", "always", "on-failure"
    QString triggeredBy; // sockets, timers and paths that start it: "anki.socket"
    QString instance;    // differs from one start to the next
    bool canStart = true;
    bool canStop = true;
    bool isTransient = false; // gone for good once it is stopped

    bool isLoaded() const { return loadState == QLatin1String("loaded"); }
};

// Reads the answer of `systemctl show`. External says what is wrong with it.
Result<Service> parseService(const QByteArray &text);

// As it is now. External where systemd cannot be asked, BadInput for what is no service's name.
// Any thread, as below.
Result<Service> showService(const UnitName &name, const Task &task);

// How systemctl reaches the unit's manager: "--user" and "--machine=1000@.host", say.
QByteArrayList managerOptions(const UnitName &name);

// `operation` is "start" or "stop".
Result<> runServiceCommand(const UnitName &name, const QByteArray &operation,
                           std::chrono::milliseconds limit, const Task &task);

} // namespace SyncAdmin
