#pragma once

#include "report/table.h"

namespace SyncAdmin::Console {

// The table for a terminal of this width: columns drop out in their order until the others fit with
// their long texts elided in the middle.
QString alignedTable(const TextTable &table, int width);

} // namespace SyncAdmin::Console
