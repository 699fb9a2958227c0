#include "store/caller.h"

#include "base/displayname.h"
#include "base/jsonfields.h"

#include <QByteArray>
#include <QSysInfo>

#include <unistd.h>

namespace SyncAdmin {

namespace {

constexpr qint64 maxUid = 0xffffffffLL;

// The variables of other programs are foreign text.
std::optional<qint64> uidIn(const char *variable)
{
    bool isNumber = false;
    const qint64 uid = qgetenv(variable).toLongLong(&isNumber);
    if (!isNumber || uid < 0 || uid > maxUid)
        return std::nullopt;
    return uid;
}

} // namespace

Caller Caller::current()
{
    constexpr int maxCharacters = 256;
    Caller caller;
    caller.uid = ::geteuid();
    caller.host = QSysInfo::machineHostName().left(maxCharacters);
    if (const auto uid = uidIn("SUDO_UID")) {
        caller.originalUid = uid;
        caller.originalUser = displayName(qgetenv("SUDO_USER").left(maxCharacters));
        caller.through = QStringLiteral("sudo");
    } else if (const auto asker = uidIn("PKEXEC_UID")) {
        caller.originalUid = asker;
        caller.through = QStringLiteral("pkexec");
    }
    return caller;
}

QString Caller::text() const
{
    const QString self = uid == 0 ? QStringLiteral("root") : QStringLiteral("uid %1").arg(uid);
    if (!originalUid)
        return self;
    const QString number = QStringLiteral("uid %1").arg(*originalUid);
    const QString person =
        originalUser.isEmpty() ? number : QStringLiteral("%1 (%2)").arg(originalUser, number);
    return QStringLiteral("%1, through %2 by %3").arg(self, through, person);
}

void Caller::insertInto(QJsonObject &object) const
{
    object.insert(QStringLiteral("uid"), uid);
    object.insert(QStringLiteral("host"), host);
    if (originalUid) {
        object.insert(QStringLiteral("originalUid"), *originalUid);
        object.insert(QStringLiteral("originalUser"), originalUser);
        object.insert(QStringLiteral("through"), through);
    }
}

Caller Caller::from(JsonFields &fields, qsizetype maxText)
{
    Caller caller;
    caller.uid = fields.number("uid", 0, maxUid);
    caller.host = fields.text("host", maxText);
    if (fields.has("originalUid")) {
        caller.originalUid = fields.number("originalUid", 0, maxUid);
        caller.originalUser = fields.text("originalUser", maxText);
        caller.through = fields.text("through", maxText);
    }
    return caller;
}

} // namespace SyncAdmin
