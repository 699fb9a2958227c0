#pragma once

class QWidget;

namespace SyncAdmin::Desktop {

// Lets Tab lead through a window in reading order, as its layouts tell it. To be called when all is
// in its place; what is hidden then has its place too.
void orderTabs(QWidget *window);

} // namespace SyncAdmin::Desktop
