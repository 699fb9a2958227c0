#include "outcome.h"

#include "report/json.h"

#include <QJsonArray>
#include <QJsonObject>

namespace SyncAdmin::Console {

namespace {

constexpr int schemaVersion = 1;

bool hasChanged = false;

QJsonArray &errors()
{
    static QJsonArray all;
    return all;
}

} // namespace

void recordChange()
{
    hasChanged = true;
}

void recordError(const Error &error)
{
    errors().append(toJson(error));
}

QByteArray outcomeLine(const QByteArray &command, int exitCode)
{
    return jsonLine({{QStringLiteral("type"), QStringLiteral("outcome")},
                     {QStringLiteral("schemaVersion"), schemaVersion},
                     {QStringLiteral("command"), QString::fromLatin1(command)},
                     {QStringLiteral("changed"), hasChanged},
                     {QStringLiteral("exitCode"), exitCode},
                     {QStringLiteral("errors"), errors()}});
}

} // namespace SyncAdmin::Console
