#include "report/pointlist.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/json.h"
#include "report/operationparts.h"

namespace SyncAdmin {

namespace {

QString scopeText(const Manifest &manifest)
{
    switch (manifest.operation) {
    case Manifest::Operation::Reset:
        return manifest.keepMediaFiles ? QStringLiteral("reset, media kept")
                                       : QStringLiteral("reset");
    case Manifest::Operation::Restore:
        return QStringLiteral("restore");
    case Manifest::Operation::RestoreSessions:
        return QStringLiteral("restore, sessions");
    case Manifest::Operation::Revoke:
        return QStringLiteral("sign-out");
    }
    return {};
}

// The name is for scripts, the text for people.
TextTable::Cell stateCell(RestorePoint::State state)
{
    const QString name = stateName(state);
    switch (state) {
    case RestorePoint::State::UnderWay:
        return {QStringLiteral("under way"), name};
    case RestorePoint::State::RolledBack:
        return {QStringLiteral("rolled back"), name};
    case RestorePoint::State::Purging:
        return {QStringLiteral("being deleted"), name};
    default:
        return name;
    }
}

QString outcomeText(const QString &outcome)
{
    if (outcome == QLatin1String("nothing-to-do"))
        return QStringLiteral("nothing to do");
    if (outcome == QLatin1String("failed-put-back"))
        return QStringLiteral("failed and rolled back");
    if (outcome == QLatin1String("failed-incomplete"))
        return QStringLiteral("failed and not rolled back completely");
    return outcome;
}

TextTable::Cell resultCell(const AuditEntry &entry)
{
    if (entry.outcome.isEmpty())
        return displayText(entry.phase);
    QString details =
        entry.errorText.isEmpty() ? QString() : QStringLiteral(": ") + entry.errorText;
    if (entry.downtime)
        details += QStringLiteral(", down for ") + durationText(*entry.downtime);
    return {displayText(outcomeText(entry.outcome) + details),
            displayText(entry.outcome + details)};
}

TextTable::Cell cellOf(const QDateTime &time, const QTimeZone &zone)
{
    return timeCell(time.isValid() ? time.toMSecsSinceEpoch() : 0, zone);
}

} // namespace

TextTable restorePointTable(const QList<RestorePoint> &points, const QTimeZone &zone)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("Restore point"), Align::Left},
                     {QStringLiteral("User"), Align::Left, 5, minNameWidth},
                     {timeTitle(QStringLiteral("Made"), zone), Align::Left, 4},
                     {QStringLiteral("By"), Align::Left, 6, minNameWidth},
                     {QStringLiteral("Operation"), Align::Left, 3},
                     {QStringLiteral("Files"), Align::Right, 7},
                     {QStringLiteral("Size"), Align::Right, 2},
                     {QStringLiteral("State"), Align::Left, 1}});
    qint64 files = 0;
    qint64 bytes = 0;
    for (const RestorePoint &point : points) {
        const Manifest &manifest = point.manifest;
        table.addRow({point.displayId(), displayName(manifest.user), cellOf(manifest.made, zone),
                      manifest.id.isEmpty() ? QString() : manifest.caller.text(),
                      manifest.id.isEmpty() ? QString() : scopeText(manifest),
                      numberCell(point.heldFiles), sizeCell(point.heldBytes),
                      stateCell(point.state)});
        files += point.heldFiles;
        bytes += point.heldBytes;
    }
    table.addRow({QStringLiteral("Total: %1").arg(groupedNumber(points.size())),
                  {},
                  {},
                  {},
                  {},
                  numberCell(files),
                  sizeCell(bytes),
                  {}});
    return table;
}

TextTable historyTable(const QList<AuditEntry> &entries, const QTimeZone &zone)
{
    using Align = TextTable::Align;
    TextTable table({{timeTitle(QStringLiteral("Time"), zone), Align::Left},
                     {QStringLiteral("User"), Align::Left, 0, minNameWidth},
                     {QStringLiteral("Operation"), Align::Left},
                     {QStringLiteral("Result"), Align::Left, 0, minNameWidth},
                     {QStringLiteral("Restore point"), Align::Left, 1},
                     {QStringLiteral("By"), Align::Left, 2, minNameWidth}});
    for (const AuditEntry &entry : entries) {
        table.addRow({cellOf(entry.time, zone), displayName(entry.user),
                      OperationParts::operationName(entry.operation), resultCell(entry),
                      displayName(entry.restorePoint), displayText(entry.caller.text())});
    }
    return table;
}

QJsonObject toJson(const RestorePoint &point)
{
    const Manifest &manifest = point.manifest;
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("restore-point")},
                       {QStringLiteral("id"), point.displayId()},
                       {QStringLiteral("state"), stateName(point.state)}};
    if (!manifest.id.isEmpty()) {
        insertName(object, manifest.user);
        object.insert(QStringLiteral("made"), manifest.made.toUTC().toString(Qt::ISODateWithMs));
        object.insert(QStringLiteral("by"), manifest.caller.text());
        object.insert(QStringLiteral("act"), operationName(manifest.operation));
        object.insert(QStringLiteral("keepMediaFiles"), manifest.keepMediaFiles);
        object.insert(QStringLiteral("files"), point.heldFiles);
        object.insert(QStringLiteral("bytes"), point.heldBytes);
    }
    if (point.error)
        object.insert(QStringLiteral("error"), toJson(*point.error));
    return object;
}

} // namespace SyncAdmin
