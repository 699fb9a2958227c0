#include "report/pointlist.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/json.h"
#include "report/userlist.h"

namespace SyncAdmin {

namespace {

QString scopeText(const Manifest &manifest)
{
    if (manifest.act == Manifest::Act::Restore)
        return manifest.isOfSessions ? QStringLiteral("restore, sessions")
                                     : QStringLiteral("restore");
    if (manifest.act == Manifest::Act::Revoke)
        return QStringLiteral("revoke");
    return manifest.keepMediaFiles ? QStringLiteral("reset, media kept") : QStringLiteral("reset");
}

QString timeText(const QDateTime &time)
{
    return minuteText(time.isValid() ? time.toMSecsSinceEpoch() : 0);
}

} // namespace

TextTable restorePointTable(const QList<RestorePoint> &points)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("Restore point"), Align::Left},
                     {QStringLiteral("User"), Align::Left},
                     {QStringLiteral("Made (UTC)"), Align::Left},
                     {QStringLiteral("By"), Align::Left},
                     {QStringLiteral("Act"), Align::Left},
                     {QStringLiteral("Files"), Align::Right},
                     {QStringLiteral("Size"), Align::Right},
                     {QStringLiteral("State"), Align::Left}});
    qint64 files = 0;
    qint64 bytes = 0;
    for (const RestorePoint &point : points) {
        const Manifest &manifest = point.manifest;
        table.addRow({point.displayId(), displayName(manifest.user), timeText(manifest.made),
                      manifest.id.isEmpty() ? QString() : manifest.caller.text(),
                      manifest.id.isEmpty() ? QString() : scopeText(manifest),
                      groupedNumber(point.heldFiles), sizeText(point.heldBytes),
                      stateName(point.state)});
        files += point.heldFiles;
        bytes += point.heldBytes;
    }
    table.addRow({QStringLiteral("Total: %1").arg(groupedNumber(points.size())),
                  {},
                  {},
                  {},
                  {},
                  groupedNumber(files),
                  sizeText(bytes),
                  {}});
    return table;
}

TextTable historyTable(const QList<AuditEntry> &entries)
{
    TextTable table({{QStringLiteral("Time (UTC)")},
                     {QStringLiteral("User")},
                     {QStringLiteral("Act")},
                     {QStringLiteral("Result")},
                     {QStringLiteral("Restore point")},
                     {QStringLiteral("By")}});
    for (const AuditEntry &entry : entries) {
        QString result = entry.errorText.isEmpty()
                             ? entry.outcome
                             : QStringLiteral("%1: %2").arg(entry.outcome, entry.errorText);
        if (entry.downtime)
            result += QStringLiteral(", down for ") + durationText(*entry.downtime);
        table.addRow({timeText(entry.time), displayName(entry.user), displayText(entry.act),
                      entry.outcome.isEmpty() ? displayText(entry.phase) : displayText(result),
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
        object.insert(QStringLiteral("act"), actName(manifest.act));
        object.insert(QStringLiteral("keepMediaFiles"), manifest.keepMediaFiles);
        object.insert(QStringLiteral("files"), point.heldFiles);
        object.insert(QStringLiteral("bytes"), point.heldBytes);
    }
    if (point.error)
        object.insert(QStringLiteral("error"), toJson(*point.error));
    return object;
}

} // namespace SyncAdmin
