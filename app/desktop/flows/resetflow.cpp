#include "flows/resetflow.h"

#include "base/format.h"
#include "dialogs/resetdialog.h"
#include "flows/operationrun.h"

namespace SyncAdmin::Desktop {

void ResetFlow::start(const QList<UserRow> &users)
{
    if (m_context.run->refuseWhileRunning())
        return;
    QList<std::shared_ptr<const UserAnalysis>> analyses;
    QStringList leftOut;
    for (const UserRow &user : users) {
        if (user.analysis)
            analyses.append(user.analysis);
        else
            leftOut.append(user.title());
    }
    if (!leftOut.isEmpty()) {
        showError(tr("Skipped, because the analysis has failed or is not finished: %1")
                      .arg(subjectText(leftOut)));
    }
    if (analyses.isEmpty())
        return;
    auto *dialog =
        new ResetDialog(m_context.session, m_context.settings, analyses, m_context.window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_context.run->start(dialog->operations(), dialog->runOptions()); });
    dialog->open();
}

} // namespace SyncAdmin::Desktop
