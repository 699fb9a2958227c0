#include "report/operationjson.h"

#include "base/displayname.h"
#include "base/jsonfields.h"
#include "report/guidance.h"
#include "report/json.h"

#include <QJsonArray>

namespace SyncAdmin {

namespace {

QString stateName(StepResult::State state)
{
    switch (state) {
    case StepResult::State::NotDone:
        return QStringLiteral("not-done");
    case StepResult::State::Done:
        return QStringLiteral("done");
    case StepResult::State::Failed:
        return QStringLiteral("failed");
    case StepResult::State::RolledBack:
        return QStringLiteral("put-back");
    }
    return {};
}

QString useName(InUse::State state)
{
    switch (state) {
    case InUse::State::Free:
        return QStringLiteral("free");
    case InUse::State::Busy:
        return QStringLiteral("busy");
    case InUse::State::Unknown:
        return QStringLiteral("unknown");
    }
    return {};
}

QJsonObject useObject(const InUse &use)
{
    QJsonArray holders;
    for (const Holder &holder : use.holders)
        holders.append(holder.text());
    return {{QStringLiteral("state"), useName(use.state)},
            {QStringLiteral("holders"), holders},
            {QStringLiteral("reason"), use.reason}};
}

} // namespace

QJsonObject toJson(const ResetReport &report, const QString &operation)
{
    QJsonObject object{
        {QStringLiteral("type"), QStringLiteral("result")},
        {QStringLiteral("act"), operation},
        {QStringLiteral("outcome"), outcomeName(report.outcome)},
        {QStringLiteral("bytes"), report.bytes},
        {QStringLiteral("warnings"), QJsonArray::fromStringList(report.warnings)},
        {QStringLiteral("leftBehind"), QJsonArray::fromStringList(report.leftBehind)},
        {QStringLiteral("serverStoppedAsserted"), report.serverStoppedAsserted}};
    insertName(object, report.user.name);
    QJsonArray steps;
    for (const StepResult &result : report.steps) {
        QJsonObject step = toJson(result.step);
        step.insert(QStringLiteral("state"), stateName(result.state));
        steps.append(step);
    }
    object.insert(QStringLiteral("steps"), steps);
    if (!report.restorePoint.isEmpty())
        object.insert(QStringLiteral("restorePoint"), displayName(report.restorePoint));
    if (!report.undeleted.isEmpty())
        object.insert(QStringLiteral("undeleted"), displayName(report.undeleted));
    if (report.syncEffect) {
        object.insert(QStringLiteral("nextSync"),
                      QJsonArray::fromStringList(nextSyncLines(*report.syncEffect)));
        object.insert(QStringLiteral("message"), messageAfter(*report.syncEffect));
    }
    if (report.error)
        object.insert(QStringLiteral("error"), toJson(*report.error));
    if (report.inUse)
        object.insert(QStringLiteral("inUse"), useObject(*report.inUse));
    return object;
}

QJsonObject toJson(const PurgeReport &report)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("purge")},
                       {QStringLiteral("id"), displayName(report.id)},
                       {QStringLiteral("outcome"), outcomeName(report.outcome)},
                       {QStringLiteral("files"), report.files},
                       {QStringLiteral("bytes"), report.bytes},
                       {QStringLiteral("warnings"), QJsonArray::fromStringList(report.warnings)}};
    if (report.error)
        object.insert(QStringLiteral("error"), toJson(*report.error));
    return object;
}

QJsonObject toJson(const VerifyReport &report)
{
    QJsonArray findings;
    for (const VerifyReport::Finding &finding : report.findings) {
        QJsonObject object{{QStringLiteral("error"), toJson(finding.error)}};
        insertName(object, finding.name);
        findings.append(object);
    }
    return {{QStringLiteral("type"), QStringLiteral("verification")},
            {QStringLiteral("id"), displayName(report.id)},
            {QStringLiteral("entries"), report.entries},
            {QStringLiteral("databases"), report.databases},
            {QStringLiteral("sound"), report.isSound()},
            {QStringLiteral("findings"), findings}};
}

QJsonObject toJson(const AuditEntry &entry)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("history")},
                       {QStringLiteral("time"), jsonTime(entry.time)},
                       {QStringLiteral("act"), entry.operation},
                       {QStringLiteral("phase"), entry.phase},
                       {QStringLiteral("uid"), entry.caller.uid},
                       {QStringLiteral("host"), entry.caller.host},
                       {QStringLiteral("command"), entry.command},
                       {QStringLiteral("plan"), QJsonArray::fromStringList(entry.plan)},
                       {QStringLiteral("warnings"), QJsonArray::fromStringList(entry.warnings)}};
    insertName(object, entry.user);
    if (!entry.restorePoint.isEmpty())
        object.insert(QStringLiteral("restorePoint"), displayName(entry.restorePoint));
    if (entry.caller.originalUid) {
        object.insert(QStringLiteral("originalUid"), *entry.caller.originalUid);
        object.insert(QStringLiteral("originalUser"), entry.caller.originalUser);
        object.insert(QStringLiteral("through"), entry.caller.through);
    }
    if (!entry.outcome.isEmpty())
        object.insert(QStringLiteral("outcome"), entry.outcome);
    if (entry.downtime)
        object.insert(QStringLiteral("downtime"), *entry.downtime);
    if (!entry.error.isEmpty()) {
        object.insert(QStringLiteral("error"),
                      QJsonObject{{QStringLiteral("code"), entry.error},
                                  {QStringLiteral("text"), entry.errorText}});
    }
    return object;
}

} // namespace SyncAdmin
