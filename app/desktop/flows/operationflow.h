#pragma once

#include "agent/host.h"
#include "models/cellmodel.h"

#include <QObject>

#include <functional>

class QCheckBox;

namespace SyncAdmin::Desktop {

class ConfirmDialog;
class OperationRun;
class Points;
class Session;
class Settings;

// What the flows of all operations work with. All of it outlives them.
struct FlowContext
{
    Session *session;
    Points *points;
    Settings *settings;
    OperationRun *run;
    QWidget *window;
};

// The way of one operation from the action to its run: plan, confirm, run. Actions hand over copies
// of their targets; no flow reads a selection.
class OperationFlow : public QObject
{
    Q_OBJECT

protected:
    explicit OperationFlow(const FlowContext &context) : m_context(context) {}

    // `operation` is title, heading and button: "Restore john.doe".
    ConfirmDialog *makeDialog(const QString &operation) const;
    // A table in the middle of the dialog, whose columns are kept under `id`.
    void addTable(ConfirmDialog *dialog, const QString &id, const QString &name,
                  const QList<CellModel::Column> &columns, const QList<CellModel::Row> &rows) const;
    // Lets the admin assert that the server is stopped, which takes to type `word`.
    QCheckBox *addServerStopped(ConfirmDialog *dialog, const QString &word) const;
    // Opens the dialog; runs the operations that `operations` returns once it is confirmed.
    // `stopped`: the box of addServerStopped(), or null.
    void confirm(ConfirmDialog *dialog, const std::function<QList<Operation>()> &operations,
                 const QCheckBox *stopped = nullptr);
    void showError(const QString &text) const;

    const FlowContext m_context;
};

} // namespace SyncAdmin::Desktop
