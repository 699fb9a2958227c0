#include "views/dryrunpane.h"

#include "agent/outline.h"
#include "base/commandline.h"
#include "base/format.h"
#include "models/detailrows.h"
#include "report/text.h"
#include "session/planning.h"
#include "session/session.h"
#include "views/tablepane.h"

#include <QClipboard>
#include <QGuiApplication>

namespace SyncAdmin::Desktop {

DryRunPane::DryRunPane(Session *session)
    : DetailsTable(QStringLiteral("dry-run"), tr("Steps of the dry run"), planColumns()),
      m_session(session)
{
    table()->stretchColumn(0);
}

void DryRunPane::showUsers(const QList<UserRow> &users)
{
    QList<ResetPlan> plans;
    QStringList refusals;
    const QList<UserRow> some = listed(users);
    for (const UserRow &user : some) {
        if (!user.analysis)
            continue;
        const auto plan = outlineOfReset(*user.analysis, {});
        if (plan)
            plans.append(*plan);
        else
            refusals.append(errorText(plan.error()));
    }
    table()->setRows(planRows(plans));
    table()->setHeading(refusals.join(QLatin1Char('\n')));
    table()->setPlaceholder(users.isEmpty() ? tr("Select a user to see what a reset would do.")
                                            : tr("There is nothing to reset."));
    table()->setFootnote(noteFor(plans, users));
}

QString DryRunPane::noteFor(const QList<ResetPlan> &plans, const QList<UserRow> &users) const
{
    qint64 bytes = 0;
    qint64 files = 0;
    for (const ResetPlan &plan : plans) {
        bytes += plan.bytes();
        files += plan.files();
    }
    if (files == 0)
        return {};
    QString note = tr("This is a dry run: nothing is changed. A reset would move %1 in %L2 files.")
                       .arg(bytesText(bytes))
                       .arg(files);
    if (users.size() == 1)
        note += QLatin1Char('\n') + commandFor(users.first().user);
    return note;
}

QString DryRunPane::commandFor(const UserFolder &user) const
{
    QByteArrayList words{"anki-sync-adminctl", "reset"};
    if (user.name.startsWith('-'))
        words.append("--");
    words += {user.name, "--data-root", m_session->path(), "--confirm"};
    return shellCommand(words);
}

void DryRunPane::copyReport(const QList<UserRow> &users)
{
    QList<UserFolder> folders;
    for (const UserRow &user : users)
        folders.append(user.user);
    planResets(m_session, this, folders, [this](const QList<PlannedOperation> &resets) {
        QStringList texts;
        for (const PlannedOperation &reset : resets) {
            if (!reset.analysis)
                continue;
            QString text = analysisText(*reset.analysis);
            if (reset.operation) {
                text += QLatin1Char('\n') +
                        dryRunText(reset.operation->plan(), commandFor(reset.analysis->user));
            }
            texts.append(text);
        }
        QGuiApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
    });
}

} // namespace SyncAdmin::Desktop
