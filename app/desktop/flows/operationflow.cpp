#include "flows/operationflow.h"

#include "base/settings.h"
#include "dialogs/confirmdialog.h"
#include "flows/operationrun.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

ConfirmDialog *OperationFlow::makeDialog(const QString &operation) const
{
    auto *dialog = new ConfirmDialog(operation, operation, m_context.window);
    dialog->setHeading(operation);
    return dialog;
}

void OperationFlow::addTable(ConfirmDialog *dialog, const QString &id, const QString &name,
                             const QList<CellModel::Column> &columns,
                             const QList<CellModel::Row> &rows) const
{
    auto *pane = new TablePane(id, name, columns, dialog);
    pane->stretchColumn(0);
    pane->keepColumns(*m_context.settings, dialog);
    pane->setRows(rows);
    pane->hide();
    dialog->setCentre(pane->view());
    dialog->resize(680, 440);
}

QCheckBox *OperationFlow::addServerStopped(ConfirmDialog *dialog, const QString &word) const
{
    auto *box = new QCheckBox(
        tr("The &server is stopped (used only where this cannot be determined)"), dialog);
    dialog->checksBox()->addWidget(box);
    const QString always = m_context.settings->alwaysTypeName() ? word : QString();
    dialog->setWord(always);
    connect(box, &QCheckBox::toggled, dialog,
            [dialog, word, always](bool isOn) { dialog->setWord(isOn ? word : always); });
    return box;
}

void OperationFlow::confirm(ConfirmDialog *dialog,
                            const std::function<QList<Operation>()> &operations,
                            const QCheckBox *stopped)
{
    connect(dialog, &QDialog::accepted, this, [this, operations, stopped] {
        RunOptions options;
        options.serverStopped = stopped != nullptr && stopped->isChecked();
        m_context.run->start(operations(), options);
    });
    dialog->open();
}

void OperationFlow::showError(const QString &text) const
{
    m_context.run->showError(text);
}

} // namespace SyncAdmin::Desktop
