#include "flows/restoreflow.h"

#include "base/format.h"
#include "dialogs/confirmdialog.h"
#include "flows/operationrun.h"
#include "models/detailrows.h"
#include "report/guidance.h"
#include "session/points.h"

#include <QCheckBox>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

// What devices do afterwards, and where the present data go.
QString restoreNotes(const QList<ResetPlan> &plans)
{
    qint64 bytes = 0;
    QStringList lines;
    for (const ResetPlan &plan : plans) {
        bytes += plan.bytes();
        lines += nextSyncLines(plan.syncEffect(), &guidanceText);
    }
    lines.append(
        RestoreFlow::tr("The current files (%1) are moved into a new restore point, so that "
                        "you can undo the restore.")
            .arg(bytesText(bytes)));
    lines.removeDuplicates();
    return QStringLiteral("• ") + lines.join(QStringLiteral("\n• "));
}

// Who has synced since the restore point was made, and what the restore gives up; empty where
// nobody has.
QString latenessText(const QList<ResetPlan> &plans)
{
    GivenUp givenUp;
    QStringList names;
    for (const ResetPlan &plan : plans) {
        if (plan.isLate)
            names.append(plan.user.displayName());
        givenUp.cards += plan.givenUp.cards;
        givenUp.reviews += plan.givenUp.reviews;
        givenUp.files += plan.givenUp.files;
    }
    if (names.isEmpty())
        return {};
    const QString pattern =
        names.size() == 1 ? RestoreFlow::tr("%1 has synced since the restore point was made.")
                          : RestoreFlow::tr("%1 have synced since the restore points were made.");
    QStringList lines{pattern.arg(names.join(QStringLiteral(", ")))};
    if (!givenUp.isNothing())
        lines.append(givenUpText(givenUp, &guidanceText));
    return lines.join(QLatin1Char('\n'));
}

bool concernsSessions(const Operation &restore)
{
    return !restore.plan().affectsSync;
}

// Whether the restore gives up nothing that was made since.
bool isHarmless(const Operation &restore)
{
    return !concernsSessions(restore) && !restore.plan().isLate &&
           restore.plan().givenUp.isNothing();
}

QString alternativeText(const QList<Operation> &restores)
{
    const QString user = restores.first().subject();
    if (restores.size() > 1)
        return RestoreFlow::tr("Keep what they have now");
    return isShortName(user) ? RestoreFlow::tr("Keep what %1 has now").arg(user)
                             : RestoreFlow::tr("Keep the current data");
}

} // namespace

void RestoreFlow::startForUsers(const QList<UserFolder> &users)
{
    QList<FoundPoint> newest;
    for (const UserFolder &user : users) {
        if (const FoundPoint *found = m_context.points->index().newestRestorable(user))
            newest.append(*found);
    }
    if (newest.isEmpty())
        showError(tr("There is no restore point to restore."));
    else
        start(newest);
}

void RestoreFlow::start(const QList<FoundPoint> &points)
{
    planRestores(m_context.session, this, points, [this](const PlannedOperations &planned) {
        const QList<Operation> restores = takePlanned(planned);
        if (!restores.isEmpty())
            ask(restores);
    });
}

void RestoreFlow::undo(const QByteArrayList &pointIds)
{
    planUndo(m_context.session, this, pointIds, [this](const PlannedOperations &planned) {
        const QList<Operation> restores = takePlanned(planned);
        if (restores.isEmpty())
            return;
        if (std::all_of(restores.begin(), restores.end(), &isHarmless))
            m_context.run->start(restores);
        else
            ask(restores);
    });
}

QList<Operation> RestoreFlow::takePlanned(const PlannedOperations &planned) const
{
    QList<Operation> restores;
    QStringList errors;
    for (const auto &restore : planned) {
        if (restore)
            restores.append(*restore);
        else
            errors.append(errorText(restore.error()));
    }
    showError(errors.join(QLatin1Char('\n')));
    return restores;
}

void RestoreFlow::ask(const QList<Operation> &restores)
{
    QStringList names;
    QList<ResetPlan> plans;
    for (const Operation &restore : restores) {
        names.append(restore.subject());
        plans.append(restore.plan());
    }
    auto *dialog = makeDialog(tr("Restore %1").arg(subjectText(names)));
    addTable(dialog, QStringLiteral("restore-plan"), tr("Steps of the restore"), planColumns(),
             planRows(plans));
    dialog->setNotes(restoreNotes(plans));
    dialog->setMessage(messageBefore(plans.first().syncEffect(), &guidanceText));
    if (const QString lateness = latenessText(plans); !lateness.isEmpty()) {
        dialog->setWarning(lateness);
        dialog->setAlternative(alternativeText(restores));
    }
    if (std::any_of(restores.begin(), restores.end(), &concernsSessions)) {
        dialog->setNotes(tr("session.db is restored for all users. Devices that have signed in "
                            "since must sign in again. The current session.db is moved into a "
                            "new restore point."));
        dialog->setMessage({});
    }
    const QString word = restores.size() > 1 ? QStringLiteral("restore %1").arg(restores.size())
                                             : restores.first().subject();
    const auto *stopped = addServerStopped(dialog, word);
    confirm(
        dialog, [restores] { return restores; }, stopped);
}

} // namespace SyncAdmin::Desktop
