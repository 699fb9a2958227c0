#pragma once

#include <QByteArray>

#include <sys/types.h>

namespace SyncAdmin::Test::Naive {

// The control of the race: the three operations as a script does them, by paths and with a look for
// links before each use.

// Deletes what is in the user folder and makes an empty media folder for `owner`.
void reset(const QByteArray &user, uid_t owner);
// Moves the saved entries over those of the user folder and gives them to `owner`.
void restore(const QByteArray &saved, const QByteArray &user, uid_t owner);
// Deletes the saved entries.
void purge(const QByteArray &saved);

} // namespace SyncAdmin::Test::Naive
