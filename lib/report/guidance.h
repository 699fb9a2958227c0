#pragma once

#include "engine/plan.h"

#include <QStringList>

namespace SyncAdmin {

// What people's devices do after an act on the server's data, by the kind of act, and what their
// owner has to know. One place for console, window and JSON. English.

// For the admin: how the next sync goes, a line each.
QStringList nextSyncLines(const SyncEffect &effect);

// What a restore gives up, as one line; empty where that is nothing.
QString givenUpText(const GivenUp &givenUp);

// For forwarding to the person whose data it is, with the button labels of the clients.
QString messageBefore(const SyncEffect &effect);
QString messageAfter(const SyncEffect &effect);

} // namespace SyncAdmin
