#pragma once

#include "agent/host.h"
#include "models/cellmodel.h"
#include "models/userrow.h"

namespace SyncAdmin::Desktop {

// The tables of the details panes and dialogs, each as columns and rows for a CellModel.

QList<CellModel::Column> entryColumns();
QList<CellModel::Row> entryRows(const QList<UserRow> &users);

QList<CellModel::Column> problemColumns();
QList<CellModel::Row> problemRows(const QList<UserRow> &users);

// The devices that are signed in, without their keys.
QList<CellModel::Column> sessionColumns();
QList<CellModel::Row> sessionRows(const QList<UserRow> &users, const SessionList &sessions);

QList<CellModel::Column> planColumns();
QList<CellModel::Row> planRows(const QList<ResetPlan> &plans);

} // namespace SyncAdmin::Desktop
