#include "servers/service.h"

#include "base/displayname.h"
#include "servers/toolrun.h"

#include <QHash>

#include <unistd.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr auto serviceAskLimit = 10s;
constexpr qsizetype longestName = 255; // systemd.unit(5)
constexpr qint64 maxAnswer = 1024 * 1024;

// Anything else, such as "*" or "-h", would be a pattern or an option for systemctl.
bool isServiceName(const QByteArray &name)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayLiteral(":-_.\\@").contains(c);
    };
    return name.endsWith(".service") && !name.startsWith('-') && name.size() <= longestName &&
           std::all_of(name.begin(), name.end(), isAllowed);
}

tl::unexpected<Error> notUnderstood(const QString &why)
{
    return failure(Error::Code::External, QStringLiteral("systemctl"),
                   QStringLiteral("cannot parse its output: ") + why);
}

tl::expected<QByteArray, ToolFailure> systemctl(const UnitName &name, const QByteArrayList &words,
                                                std::chrono::milliseconds limit, const Task &task)
{
    const QByteArrayList manager = name.user ? managerOptions(name) : QByteArrayList{"--system"};
    const QByteArrayList arguments = manager + QByteArrayList{"--no-pager", "--no-ask-password"} +
                                     words + QByteArrayList{"--", name.unit};
    return runTool({QByteArrayLiteral("systemctl"), arguments, limit, maxAnswer}, task);
}

Result<> requireName(const UnitName &name)
{
    if (isServiceName(name.unit))
        return {};
    return failure(Error::Code::BadInput, {},
                   QStringLiteral("'%1' is not the name of a service").arg(displayName(name.unit)));
}

ServerPhase phaseOf(const QByteArray &active)
{
    if (active == "active" || active == "reloading")
        return ServerPhase::Running;
    if (active == "inactive" || active == "failed")
        return ServerPhase::Stopped;
    return ServerPhase::Between;
}

} // namespace

QByteArrayList managerOptions(const UnitName &name)
{
    if (!name.user)
        return {};
    if (*name.user == ::geteuid())
        return {"--user"};
    return {"--user", "--machine=" + QByteArray::number(*name.user) + "@.host"};
}

Result<Service> parseService(const QByteArray &text)
{
    QHash<QByteArray, QByteArray> values;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype sign = line.indexOf('=');
        if (sign > 0)
            values.insert(line.left(sign), line.mid(sign + 1).trimmed());
    }
    for (const char *key : {"LoadState", "ActiveState", "MainPID"}) {
        if (!values.contains(key))
            return notUnderstood(QStringLiteral("'%1' is missing").arg(QLatin1String(key)));
    }
    const auto word = [&values](const char *key) { return displayName(values.value(key)); };
    Service service;
    bool isNumber = false;
    service.mainPid = values.value("MainPID").toLongLong(&isNumber);
    if (!isNumber || service.mainPid < 0)
        return notUnderstood(QStringLiteral("'MainPID' is not a process id"));
    service.loadState = word("LoadState");
    service.activeState = word("ActiveState");
    service.subState = word("SubState");
    service.phase = phaseOf(values.value("ActiveState"));
    service.restart = word("Restart");
    service.triggeredBy = word("TriggeredBy");
    service.instance = word("InvocationID");
    service.canStart = values.value("CanStart") != "no";
    service.canStop = values.value("CanStop") != "no";
    service.isTransient = values.value("Transient") == "yes";
    return service;
}

Result<Service> showService(const UnitName &name, const Task &task)
{
    RETURN_IF_ERROR(requireName(name));
    const auto answer =
        systemctl(name,
                  {"show", "--property=LoadState,ActiveState,SubState,MainPID,Restart,TriggeredBy,"
                           "InvocationID,CanStart,CanStop,Transient"},
                  serviceAskLimit, task);
    if (!answer)
        return failure(answer.error().error());
    return parseService(*answer);
}

Result<> runServiceCommand(const UnitName &name, const QByteArray &operation,
                           std::chrono::milliseconds limit, const Task &task)
{
    RETURN_IF_ERROR(requireName(name));
    const auto answer = systemctl(name, {operation}, limit, task);
    if (!answer)
        return failure(answer.error().error());
    return {};
}

} // namespace SyncAdmin
