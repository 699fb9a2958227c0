#include "report/sessiontext.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/json.h"
#include "report/operationparts.h"
#include "report/operationtext.h"
#include "report/text.h"

#include <QJsonArray>

namespace SyncAdmin {

namespace {

using namespace OperationParts;

QString nameOf(const QByteArray &folder)
{
    return folder.isEmpty() ? QStringLiteral("(nobody)") : displayName(folder);
}

QString countText(qint64 count)
{
    return groupedNumber(count) +
           (count == 1 ? QStringLiteral(" session") : QStringLiteral(" sessions"));
}

qint64 revokedBy(const ResetPlan &plan)
{
    for (const PlanStep &step : plan.steps) {
        if (step.kind == PlanStep::Kind::RevokedSessions)
            return step.files;
    }
    return 0;
}

QString othersText(const ResetPlan &plan)
{
    return line(QStringLiteral("Other users keep %1.").arg(countText(plan.sessionsLeft)));
}

} // namespace

TextTable sessionTable(const QList<UserSessions> &users)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("User"), Align::Left, 0, minNameWidth},
                     {QStringLiteral("Account"), Align::Left, 1, minNameWidth},
                     {QStringLiteral("Sessions"), Align::Right}});
    qint64 sum = 0;
    for (const UserSessions &user : users) {
        table.addRow(
            {nameOf(user.folder), displayName(user.person()), numberCell(user.sessions.size())});
        sum += user.sessions.size();
    }
    table.addRow({QStringLiteral("Total: ") + groupedNumber(users.size()), {}, numberCell(sum)});
    return table;
}

QString sessionsText(const UserSessions &user)
{
    QString text = heading(QStringLiteral("Sessions: ") + nameOf(user.folder));
    text += line(QStringLiteral("Devices signed in: ") + groupedNumber(user.sessions.size()));
    qint64 number = 0;
    for (const DeviceSession &session : user.sessions) {
        text += QStringLiteral("  %1: signed in as %2")
                    .arg(QString::number(++number), nameOf(session.login));
        if (!session.person.isEmpty() && session.person != session.login)
            text += QStringLiteral(" (%1)").arg(displayName(session.person));
        text += QLatin1Char('\n');
    }
    return text;
}

QString noSessionsText()
{
    return line(QStringLiteral("No sessions: this data root has no session.db (the official server "
                               "keeps none)."));
}

QJsonObject toJson(const UserSessions &user)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("sessions")}};
    insertName(object, user.folder);
    if (const QByteArray person = user.person(); !person.isEmpty())
        object.insert(QStringLiteral("account"), displayName(person));
    QJsonArray sessions;
    for (const DeviceSession &session : user.sessions) {
        QJsonObject one{{QStringLiteral("login"), displayName(session.login)}};
        if (!session.person.isEmpty())
            one.insert(QStringLiteral("account"), displayName(session.person));
        sessions.append(one);
    }
    object.insert(QStringLiteral("sessions"), sessions);
    return object;
}

QString revokeDryRunText(const ResetPlan &plan, const QString &command)
{
    return dryRunHeading(QStringLiteral("sign-out")) +
           line(QStringLiteral("Operations that would be performed:")) + planText(plan) +
           othersText(plan) + runThis(QStringLiteral("sign-out"), command);
}

QString revokePlanText(const ResetPlan &plan, bool keepsRestorePoint)
{
    return planText(plan) + othersText(plan) +
           line(keepsRestorePoint
                    ? QStringLiteral("The current session.db will be moved to a restore point "
                                     "and can be restored.")
                    : QStringLiteral("The sessions will be deleted for good."));
}

QString nothingToRevokeText(const ResetPlan &plan)
{
    return line(QStringLiteral("Nothing to sign out: user '%1' has no session.")
                    .arg(plan.user.displayName()));
}

QString revokeText(const ResetReport &report, const ResetPlan &plan, const QString &undoCommand)
{
    const QString text = performing(QStringLiteral("SIGN-OUT"));
    if (report.outcome != ResetReport::Outcome::Done)
        return text + failureText(report);
    return text + stepsText(report) + line({}) +
           line(QStringLiteral("✅ Successfully signed out user '%1': %2!")
                    .arg(report.user.displayName(), countText(revokedBy(plan)))) +
           othersText(plan) + undoText(report, undoCommand) + assertedText(report) +
           warningsText(report.warnings) +
           line(QStringLiteral("Next sync: each device of the user asks for the password again."));
}

} // namespace SyncAdmin
