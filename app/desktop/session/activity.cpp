#include "session/activity.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/icons.h"
#include "base/settings.h"
#include "session/operationtexts.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

struct ActivityTr
{
    Q_DECLARE_TR_FUNCTIONS(Activity)
};

constexpr qsizetype maxEntries = 200;

QString operationText(const QString &operation)
{
    if (operation == QLatin1String("reset"))
        return ActivityTr::tr("Reset");
    if (operation == QLatin1String("restore"))
        return ActivityTr::tr("Restore");
    if (operation == QLatin1String("recover"))
        return ActivityTr::tr("Resume");
    if (operation == QLatin1String("start-server"))
        return ActivityTr::tr("Start server");
    if (operation == QLatin1String("revoke"))
        return ActivityTr::tr("Sign-out");
    return ActivityTr::tr("Delete");
}

QIcon outcomeIcon(const QString &outcome)
{
    return glyphIcon(outcome == QLatin1String("done")        ? Glyph::Fine
                     : outcome == QLatin1String("cancelled") ? Glyph::Stopped
                                                             : Glyph::Broken);
}

const std::initializer_list<std::pair<const char *, QString ActivityEntry::*>> textFields{
    {"root", &ActivityEntry::root},     {"subject", &ActivityEntry::subject},
    {"act", &ActivityEntry::operation}, {"outcome", &ActivityEntry::outcome},
    {"result", &ActivityEntry::result}, {"report", &ActivityEntry::report},
    {"point", &ActivityEntry::point},
};

QString toJson(const ActivityEntry &entry)
{
    QJsonObject object{{QStringLiteral("time"), entry.time.toString(Qt::ISODateWithMs)}};
    for (const auto &[name, field] : textFields)
        object.insert(QLatin1String(name), entry.*field);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

ActivityEntry fromJson(const QString &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    ActivityEntry entry;
    entry.time =
        QDateTime::fromString(object.value(QLatin1String("time")).toString(), Qt::ISODateWithMs);
    for (const auto &[name, field] : textFields)
        entry.*field = object.value(QLatin1String(name)).toString();
    return entry;
}

} // namespace

ActivityEntry ActivityEntry::of(const OperationResult &result, const QByteArray &dataRoot)
{
    using End = OperationResult::End;
    ActivityEntry entry;
    entry.time = result.ended;
    entry.root = displayName(dataRoot);
    entry.subject = result.operation.subject();
    entry.operation = operationName(result.operation.kind());
    entry.outcome = result.end() == End::Done        ? QStringLiteral("done")
                    : result.end() == End::Cancelled ? QStringLiteral("cancelled")
                                                     : QStringLiteral("failed");
    entry.result = summaryOf(result);
    entry.report = reportOf(result, dataRoot);
    if (result.canUndo())
        entry.point = displayName(result.report.restorePoint);
    return entry;
}

QString ActivityEntry::key() const
{
    return time.toString(Qt::ISODateWithMs) + subject;
}

void Activity::load(const Settings &settings)
{
    m_entries.clear();
    const QStringList lines = settings.activity();
    for (const QString &line : lines) {
        // The file may be damaged, or from another version.
        if (const ActivityEntry entry = fromJson(line); entry.time.isValid())
            m_entries.append(entry);
    }
}

void Activity::add(const ActivityEntry &entry, Settings &settings)
{
    // Another window may have added entries meanwhile.
    settings.sync();
    load(settings);
    m_entries.prepend(entry);
    m_entries = m_entries.mid(0, maxEntries);
    QStringList lines;
    for (const ActivityEntry &each : std::as_const(m_entries))
        lines.append(toJson(each));
    settings.setActivity(lines);
    settings.sync();
}

const ActivityEntry *Activity::find(const QString &key) const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(),
                     [&key](const ActivityEntry &entry) { return entry.key() == key; });
    return found == m_entries.end() ? nullptr : &*found;
}

QString Activity::text() const
{
    QString text;
    for (const ActivityEntry &entry : m_entries) {
        text += QStringList{entry.time.toString(Qt::ISODate), entry.subject, entry.operation,
                            entry.outcome,
                            QString(entry.result).replace(QLatin1Char('\n'), QLatin1Char(' '))}
                    .join(QLatin1Char('\t')) +
                QLatin1Char('\n');
    }
    return text;
}

QList<CellModel::Column> Activity::columns()
{
    return {{ActivityTr::tr("Time")},
            {ActivityTr::tr("User")},
            {ActivityTr::tr("Operation")},
            {ActivityTr::tr("Result")}};
}

QList<CellModel::Row> Activity::rows() const
{
    QList<CellModel::Row> rows;
    for (const ActivityEntry &entry : m_entries) {
        const QString result = entry.result.section(QLatin1Char('\n'), 0, 0);
        rows.append({entry.key(),
                     {CellModel::timeCell(entry.time.toMSecsSinceEpoch()),
                      CellModel::textCell(entry.subject),
                      CellModel::textCell(operationText(entry.operation)),
                      CellModel::textCell(result, outcomeIcon(entry.outcome))}});
    }
    return rows;
}

} // namespace SyncAdmin::Desktop
