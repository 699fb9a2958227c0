#include "report/servertext.h"

#include "base/commandline.h"
#include "base/displayname.h"
#include "base/jsonfields.h"
#include "base/text.h"
#include "report/json.h"
#include "report/operationparts.h"
#include "report/operationtext.h"

#include <QJsonArray>

namespace SyncAdmin {

using namespace OperationParts;

namespace {

QString startByHand(const ServerHandle &server)
{
    return shellCommand(server.startCommand());
}

QString durationOf(const PausedServer &server)
{
    return durationText(server.downtime.count());
}

QString fateName(LeftServer::Fate fate)
{
    switch (fate) {
    case LeftServer::Fate::Stopped:
        return QStringLiteral("stopped");
    case LeftServer::Fate::Runs:
        return QStringLiteral("runs");
    case LeftServer::Fate::Gone:
        return QStringLiteral("gone");
    case LeftServer::Fate::Unknown:
        return QStringLiteral("unknown");
    }
    return {};
}

QString fateText(const LeftServer &left)
{
    const QString who = left.server.text();
    switch (left.fate) {
    case LeftServer::Fate::Stopped:
        return QStringLiteral("  - Start %1, which is '%2'").arg(who, left.word);
    case LeftServer::Fate::Runs:
        return QStringLiteral("  - Nothing to start: %1 is '%2' again").arg(who, left.word);
    case LeftServer::Fate::Gone:
        return QStringLiteral("  - Remove the record of %1, which no longer exists").arg(who);
    case LeftServer::Fate::Unknown:
        return QStringLiteral("  - Start %1, whose state is unknown: %2")
            .arg(who, left.error ? left.error->message() : QString());
    }
    return {};
}

QString warningLines(const PauseReport &report)
{
    QString text;
    for (const QString &warning : report.warnings)
        text += line(QStringLiteral("  ! ") + warning);
    return text;
}

} // namespace

QString serverPlanText(const QList<ServerHandle> &servers, const QString &operation)
{
    QString text = line(QStringLiteral("=== SERVER ==="));
    if (servers.isEmpty()) {
        return text +
               line(QStringLiteral("  - Nothing to stop: no process has the files open, and no "
                                   "running container mounts the data root"));
    }
    for (const ServerHandle &server : servers)
        text += line(QStringLiteral("  - Stop ") + server.text());
    return text + line(QStringLiteral("  - Start %1 again after the %2")
                           .arg(servers.size() == 1 ? QStringLiteral("it") : QStringLiteral("them"),
                                operationName(operation)));
}

QString serversStoppedText(const PauseReport &report)
{
    QString text = line(QStringLiteral("=== STOPPING THE SERVER ==="));
    for (const PausedServer &server : report.servers) {
        const QString who = server.server.text();
        if (server.stopError && server.stopError->code != Error::Code::InUse) {
            text += line(
                QStringLiteral("  ✗ Failed to stop %1: %2").arg(who, server.stopError->message()));
        } else if (server.stopError) {
            text += line(QStringLiteral("  ✗ %1 did not stay stopped: %2")
                             .arg(who, server.stopError->message()));
        } else if (server.stopped) {
            text += line(QStringLiteral("  ✓ Stopped ") + who);
        } else if (!server.ran) {
            text += line(QStringLiteral("  ✓ %1 was not running").arg(who));
        }
    }
    return text;
}

QString serversStartedText(const PauseReport &report, const QString &resumeCommand)
{
    QString text;
    for (const PausedServer &server : report.servers) {
        const QString who = server.server.text();
        if (server.startError) {
            text += line(QStringLiteral("  ✗ Failed to start %1: %2")
                             .arg(who, server.startError->message())) +
                    line(QStringLiteral("To start it, run: %1\nor: %2")
                             .arg(startByHand(server.server), resumeCommand));
        } else if (server.isStarting) {
            text += line(QStringLiteral("  ! Started %1, which is still starting: it has not "
                                        "accepted connections after %2")
                             .arg(who, durationOf(server)));
        } else if (server.stopped) {
            text += line(
                QStringLiteral("  ✓ Started %1: it was down for %2").arg(who, durationOf(server)));
        } else if (server.runs) {
            text += line(QStringLiteral("  ✓ %1 is running as before").arg(who));
        }
    }
    text += warningLines(report);
    return text.isEmpty() ? text : line(QStringLiteral("=== STARTING THE SERVER ===")) + text;
}

QString downtimeText(const PauseReport &report)
{
    QStringList parts;
    for (const PausedServer &server : report.servers) {
        if (server.isStarting)
            parts.append(QStringLiteral("%1 is still starting").arg(server.server.text()));
        else if (server.stopped && server.runs)
            parts.append(
                QStringLiteral("%1 was down for %2").arg(server.server.text(), durationOf(server)));
    }
    return parts.join(QStringLiteral(", "));
}

QString serverRecoveryPlanText(const ServerRecovery &recovery)
{
    QString text =
        line(QStringLiteral("Interrupted: a %1 that had stopped the server at %2 UTC")
                 .arg(operationName(recovery.record.operation),
                      recovery.record.time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))));
    for (const LeftServer &left : recovery.servers)
        text += line(fateText(left));
    return text;
}

QString serverRecoveryDryRunText(const ServerRecovery &recovery, const QString &command)
{
    return dryRunText(QStringLiteral("start"), serverRecoveryPlanText(recovery), command);
}

QString serverRecoveryText(const PauseReport &report, const ServerRecovery &recovery)
{
    QString text = line(QStringLiteral("=== STARTING THE SERVER ==="));
    for (qsizetype i = 0; i < report.servers.size(); ++i) {
        const PausedServer &server = report.servers.at(i);
        const QString who = server.server.text();
        const LeftServer::Fate fate = recovery.servers.at(i).fate;
        if (server.startError) {
            text += line(QStringLiteral("  ✗ Failed to start %1: %2")
                             .arg(who, server.startError->message())) +
                    line(QStringLiteral("To start it by hand, run: ") + startByHand(server.server));
        } else if (fate == LeftServer::Fate::Gone) {
            text += line(
                QStringLiteral("  ✓ Removed the record of %1, which no longer exists").arg(who));
        } else if (fate == LeftServer::Fate::Runs) {
            text += line(QStringLiteral("  ✓ %1 is running").arg(who));
        } else {
            text +=
                line(QStringLiteral("  ✓ Started ") + who +
                     (server.isStarting ? QStringLiteral(", which is still starting")
                      : server.stopped  ? QStringLiteral(": it was down for ") + durationOf(server)
                                        : QString()));
        }
    }
    return text + warningLines(report);
}

QJsonObject serverPlanJson(const QList<ServerHandle> &servers, const QString &operation)
{
    QJsonArray handles;
    for (const ServerHandle &server : servers)
        handles.append(server.toJson());
    return {{QStringLiteral("type"), QStringLiteral("server-plan")},
            {QStringLiteral("act"), operation},
            {QStringLiteral("servers"), handles}};
}

QJsonObject serverResultJson(const PauseReport &report, const QString &operation)
{
    QJsonArray servers;
    for (const PausedServer &server : report.servers) {
        QJsonObject object{{QStringLiteral("server"), server.server.toJson()},
                           {QStringLiteral("ran"), server.ran},
                           {QStringLiteral("stopped"), server.stopped},
                           {QStringLiteral("runs"), server.runs}};
        if (server.stopped && server.runs)
            object.insert(QStringLiteral("downtime"), qint64(server.downtime.count()));
        if (server.isStarting)
            object.insert(QStringLiteral("starting"), true);
        if (server.stopError)
            object.insert(QStringLiteral("stopError"), toJson(*server.stopError));
        if (server.startError)
            object.insert(QStringLiteral("startError"), toJson(*server.startError));
        servers.append(object);
    }
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("server-result")},
                       {QStringLiteral("act"), operation},
                       {QStringLiteral("servers"), servers},
                       {QStringLiteral("warnings"), QJsonArray::fromStringList(report.warnings)}};
    if (report.refusal)
        object.insert(QStringLiteral("error"), toJson(*report.refusal));
    return object;
}

QJsonObject toJson(const ServerRecovery &recovery)
{
    QJsonArray servers;
    for (const LeftServer &left : recovery.servers) {
        QJsonObject object{{QStringLiteral("server"), left.server.toJson()},
                           {QStringLiteral("fate"), fateName(left.fate)},
                           {QStringLiteral("state"), left.word}};
        if (left.error)
            object.insert(QStringLiteral("error"), toJson(*left.error));
        servers.append(object);
    }
    return {{QStringLiteral("type"), QStringLiteral("stopped-servers")},
            {QStringLiteral("act"), recovery.record.operation},
            {QStringLiteral("since"), jsonTime(recovery.record.time)},
            {QStringLiteral("by"), recovery.record.caller.text()},
            {QStringLiteral("servers"), servers}};
}

} // namespace SyncAdmin
