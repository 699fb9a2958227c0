#pragma once

#include "agent/host.h"
#include "models/cellmodel.h"

namespace SyncAdmin::Desktop {

// The table of restore points, as columns and rows for a CellModel.

QList<CellModel::Column> pointColumns();
QList<CellModel::Row> pointRows(const QList<FoundPoint> &points);

QString pointStateText(RestorePoint::State state);

} // namespace SyncAdmin::Desktop
