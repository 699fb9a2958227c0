#pragma once

#include "models/userrow.h"

#include <QIcon>

namespace SyncAdmin::Desktop {

// The glyph of a state, in the colors of the theme. GUI thread.
QIcon stateIcon(UserRow::State state);

} // namespace SyncAdmin::Desktop
