#include "flows/resetflow.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/settings.h"
#include "dialogs/confirmdialog.h"
#include "models/detailrows.h"
#include "operations/revoke.h"
#include "report/guidance.h"
#include "report/servertext.h"
#include "session/session.h"
#include "views/noticebar.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

// What ResetFlow does with restore points: restore, purge and recovery, each with its confirmation.

namespace SyncAdmin::Desktop {

namespace {

void addPlan(ConfirmDialog *dialog, Settings *settings, const QString &id, const QString &name,
             const QList<CellModel::Column> &columns, const QList<CellModel::Row> &rows)
{
    auto *pane = new TablePane(id, name, columns, dialog);
    pane->stretchColumn(0);
    pane->keepColumns(*settings, dialog);
    pane->setRows(rows);
    pane->hide();
    dialog->setCentre(pane->view());
    dialog->resize(680, 440);
}

QStringList subjectsOf(const QList<OperationRequest> &requests)
{
    QStringList names;
    for (const OperationRequest &request : requests)
        names.append(request.subject());
    return names;
}

// Who only asserts it must type `word`, as whoever has asked to type it always.
QCheckBox *addServerStopped(ConfirmDialog *dialog, const Settings *settings, const QString &word)
{
    auto *box = new QCheckBox(
        ResetFlow::tr("The &server is stopped (counts only where that cannot be seen)"), dialog);
    dialog->checksBox()->addWidget(box);
    const QString always = settings->alwaysTypeName() ? word : QString();
    dialog->setWord(always);
    QObject::connect(box, &QCheckBox::toggled, dialog,
                     [dialog, word, always](bool isOn) { dialog->setWord(isOn ? word : always); });
    return box;
}

// What devices do afterwards, and where what is there now goes.
QString restoreNotes(const QList<ResetPlan> &plans)
{
    qint64 bytes = 0;
    QStringList lines;
    for (const ResetPlan &plan : plans) {
        bytes += plan.bytes();
        lines += nextSyncLines(plan.syncEffect(), &guidanceText);
    }
    lines.append(ResetFlow::tr("What is there now (%1) moves into a new restore point, so that "
                               "this can be undone too.")
                     .arg(bytesText(bytes)));
    lines.removeDuplicates();
    return QStringLiteral("• ") + lines.join(QStringLiteral("\n• "));
}

// Who has synced since, and what of that is given up; empty where nobody has.
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
    QStringList lines{ResetFlow::tr("%1 synced since the restore point was made.")
                          .arg(names.join(QStringLiteral(", ")))};
    if (!givenUp.isNothing())
        lines.append(givenUpText(givenUp, &guidanceText));
    return lines.join(QLatin1Char('\n'));
}

QList<OperationRequest> startRequests(const QList<ServerRecovery> &left)
{
    QList<OperationRequest> requests;
    for (const ServerRecovery &servers : left) {
        OperationRequest request;
        request.kind = OperationRequest::Kind::StartServer;
        request.left = servers;
        request.options.commandLine = QCoreApplication::applicationName();
        requests.append(request);
    }
    return requests;
}

} // namespace

void ResetFlow::announceStopped()
{
    const QList<ServerRecovery> left = m_points.leftServers();
    if (left.isEmpty())
        return;
    QStringList names;
    for (const ServerRecovery &servers : left)
        names.append(serverNames(servers.record.servers));
    const QString name = names.join(QStringLiteral(", "));
    if (m_announced.contains(name))
        return;
    m_announced.insert(name);
    m_message->present(
        NoticeBar::Kind::Warning,
        tr("The server was stopped for an operation that was interrupted, and has not "
           "been started again: %1")
            .arg(name));
    m_announcement = m_message->text();
    m_message->addButton(tr("Star&t server…"), this, [this, left] { startServers(left); });
}

void ResetFlow::startServers(const QList<ServerRecovery> &left)
{
    QList<ServerHandle> servers;
    QString notes;
    for (const ServerRecovery &each : left) {
        servers += each.record.servers;
        notes += serverRecoveryPlanText(each);
    }
    const QString operation = tr("Start %1").arg(serverNames(servers));
    auto *dialog = new ConfirmDialog(operation, tr("Start the server"), m_window);
    dialog->setHeading(operation);
    dialog->setNotes(notes);
    connect(dialog, &QDialog::accepted, this, [this, left] { run(startRequests(left)); });
    dialog->open();
}

void ResetFlow::confirmRestore(const QList<OperationRequest> &requests)
{
    const QString operation = tr("Restore %1").arg(subjectText(subjectsOf(requests)));
    auto *dialog = new ConfirmDialog(operation, operation, m_window);
    dialog->setHeading(operation);
    QList<ResetPlan> plans;
    for (const OperationRequest &request : requests)
        plans.append(request.plan);
    addPlan(dialog, m_settings, QStringLiteral("restore-plan"), tr("Operations of the restore"),
            planColumns(), planRows(plans));
    dialog->setNotes(restoreNotes(plans));
    dialog->setMessage(messageBefore(plans.first().syncEffect(), &guidanceText));
    if (const QString lateness = latenessText(plans); !lateness.isEmpty()) {
        auto *label = new QLabel(lateness, dialog);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        QFont bold = label->font();
        bold.setBold(true);
        label->setFont(bold);
        dialog->optionsBox()->addWidget(label);
        const QString user = requests.first().subject();
        dialog->setAlternative(plans.size() > 1    ? tr("Keep what they have now")
                               : isShortName(user) ? tr("Keep what %1 has now").arg(user)
                                                   : tr("Keep what is there now"));
    }
    if (std::any_of(plans.begin(), plans.end(), [](const ResetPlan &plan) {
            return plan.operation == Manifest::Operation::RestoreSessions;
        })) {
        dialog->setNotes(tr("session.db becomes as it was, for all users: devices that have signed "
                            "in since must sign in again. The session.db of now moves into a new "
                            "restore point."));
        dialog->setMessage({});
    }
    auto *stopped =
        addServerStopped(dialog, m_settings,
                         requests.size() > 1 ? QStringLiteral("restore %1").arg(requests.size())
                                             : requests.first().subject());
    connect(dialog, &QDialog::accepted, this, [this, requests, stopped] {
        QList<OperationRequest> confirmed = requests;
        for (OperationRequest &request : confirmed) {
            request.options.serverStopped = stopped->isChecked();
            request.options.commandLine = QCoreApplication::applicationName();
        }
        run(confirmed);
    });
    dialog->open();
}

void ResetFlow::revoke(const UserFolder &user)
{
    m_session->readers()->start<Result<ResetPlan>>(
        this,
        [root = m_session->root()->root, name = user.name](const Task &task) {
            return planRevoke(root, name, task);
        },
        [this](const Result<ResetPlan> &plan) {
            if (!plan) {
                fail(errorText(plan.error()));
                return;
            }
            const QString operation = tr("Revoke the sessions of %1").arg(plan->user.displayName());
            auto *dialog = new ConfirmDialog(operation, operation, m_window);
            dialog->setHeading(operation);
            addPlan(dialog, m_settings, QStringLiteral("revoke-plan"),
                    tr("Operations of the revocation"), planColumns(), planRows({*plan}));
            dialog->setNotes(tr("Each device of this user asks for the password at its next sync. "
                                "Sessions of other users that stay: %L1. The session.db of now "
                                "moves into a restore point, so that this can be undone.")
                                 .arg(plan->sessionsLeft));
            if (plan->steps.isEmpty())
                dialog->setObstacle(tr("This user has no session."));
            auto *stopped = addServerStopped(dialog, m_settings, plan->user.displayName());
            connect(dialog, &QDialog::accepted, this, [this, plan = *plan, stopped] {
                OperationRequest request;
                request.kind = OperationRequest::Kind::Revoke;
                request.plan = plan;
                request.options.serverStopped = stopped->isChecked();
                request.options.commandLine = QCoreApplication::applicationName();
                run({request});
            });
            dialog->open();
        });
}

void ResetFlow::purge(const QList<FoundPoint> &points)
{
    if (points.isEmpty())
        return;
    const QString operation =
        points.size() == 1
            ? tr("Purge %1").arg(points.first().point.displayId())
            : tr("Purge %Ln restore points", nullptr, static_cast<int>(points.size()));
    auto *dialog = new ConfirmDialog(operation, operation, m_window);
    dialog->setHeading(operation);
    QList<CellModel::Row> rows;
    qint64 bytes = 0;
    for (const FoundPoint &found : points) {
        bytes += found.point.heldBytes;
        rows.append({found.point.displayId(),
                     {CellModel::textCell(found.point.displayId()),
                      CellModel::bytesCell(found.point.heldBytes),
                      CellModel::numberCell(found.point.heldFiles)}});
    }
    addPlan(dialog, m_settings, QStringLiteral("purge-plan"), tr("Restore points to purge"),
            {{tr("Restore point")}, {tr("Size"), true}, {tr("Files"), true}}, rows);
    const bool holdsNothing = std::all_of(points.begin(), points.end(), [](const FoundPoint &each) {
        return each.point.state == RestorePoint::State::Restored && each.point.heldFiles == 0;
    });
    dialog->setNotes(holdsNothing ? tr("Nothing is lost: all files have gone back to the user, and "
                                       "only the record is deleted.")
                                  : tr("%1 are deleted for good. What these restore points hold "
                                       "can never be brought back.")
                                        .arg(bytesText(bytes)));
    const Manifest &first = points.first().point.manifest;
    if (!holdsNothing || m_settings->alwaysTypeName())
        dialog->setWord(points.size() > 1      ? QStringLiteral("purge %1").arg(points.size())
                        : first.user.isEmpty() ? QStringLiteral("purge")
                                               : displayName(first.user));
    connect(dialog, &QDialog::accepted, this, [this, points] {
        QList<OperationRequest> requests;
        for (const FoundPoint &found : points) {
            OperationRequest request;
            request.kind = OperationRequest::Kind::Purge;
            request.point = found;
            request.options.commandLine = QCoreApplication::applicationName();
            requests.append(request);
        }
        run(requests);
    });
    dialog->open();
}

void ResetFlow::recover(const FoundPoint &point)
{
    m_session->readers()->start<Result<RecoveryPlan>>(
        this, [point](const Task &) { return planRecovery(point.store, point.point); },
        [this](const Result<RecoveryPlan> &plan) {
            if (!plan) {
                fail(errorText(plan.error()));
                return;
            }
            const QString user = plan->user.displayName();
            const QString operation = tr("Put %1 back").arg(user);
            auto *dialog = new ConfirmDialog(operation, operation, m_window);
            dialog->setHeading(tr("Put back what was interrupted for %1").arg(user));
            ResetPlan shown;
            shown.user = plan->user;
            shown.steps = plan->steps;
            addPlan(dialog, m_settings, QStringLiteral("recovery-plan"),
                    tr("Operations of the recovery"), planColumns(), planRows({shown}));
            QString notes = tr("The user's folder becomes as it was before the interrupted "
                               "operation.");
            if (plan->isUserGone)
                notes = tr("The user's folder is missing, so nothing can be put back into it. What "
                           "was moved out of it can be kept in the restore point; restoring that "
                           "makes the folder again.");
            else if (plan->needsDecision())
                notes += QStringLiteral("\n\n") + tr("In the way now:") + QLatin1Char('\n') +
                         plan->conflicts.join(QLatin1Char('\n'));
            // The last of them starts the server, which is not to see half of a user's files.
            const bool isLast = m_points.interrupted().size() <= 1;
            const auto left = isLast ? m_points.leftServers() : QList<ServerRecovery>();
            for (const ServerRecovery &servers : left)
                notes += QStringLiteral("\n\n") +
                         tr("The server was stopped for it and is started afterwards: %1")
                             .arg(serverNames(servers.record.servers));
            dialog->setNotes(notes);
            auto *aside = new QCheckBox(
                plan->isUserGone ? tr("&Keep the restore point, to be restored")
                                 : tr("&Move what is in the way into the restore point"));
            dialog->checksBox()->addWidget(aside);
            aside->setVisible(plan->needsDecision());
            auto *stopped = addServerStopped(dialog, m_settings, user);
            QString blocked;
            if (plan->isUserGone)
                blocked = tr("Decide whether the restore point is kept.");
            else if (plan->needsDecision())
                blocked = tr("Decide what becomes of the files in the way.");
            dialog->setObstacle(blocked);
            connect(aside, &QCheckBox::toggled, dialog, [dialog, blocked](bool isOn) {
                dialog->setObstacle(isOn ? QString() : blocked);
            });
            connect(dialog, &QDialog::accepted, this, [this, plan = *plan, aside, stopped, left] {
                OperationRequest request;
                request.kind = OperationRequest::Kind::Recover;
                request.recovery = plan;
                request.recoveryOptions.setAside = aside->isChecked();
                request.recoveryOptions.serverStopped = stopped->isChecked();
                request.recoveryOptions.commandLine = QCoreApplication::applicationName();
                run(QList<OperationRequest>{request} + startRequests(left));
            });
            dialog->open();
        });
}

} // namespace SyncAdmin::Desktop
