#pragma once

#include <Qt>

namespace SyncAdmin::Desktop {

// The roles of every model in the program.
enum Role {
    SortRole = Qt::UserRole, // the true value; invalid where it is unknown
    KeyRole,                 // identifies the row across a refresh
    ShareRole,               // 0 to 1: what the size bar of a cell shows; invalid for none
};

} // namespace SyncAdmin::Desktop
