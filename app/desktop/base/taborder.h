#pragma once

class QWidget;

namespace SyncAdmin::Desktop {

// Sets the Tab order of a window to the reading order of its layouts. To be called when all widgets
// are in place; hidden ones are included.
void orderTabs(QWidget *window);

} // namespace SyncAdmin::Desktop
