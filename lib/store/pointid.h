#pragma once

#include <QByteArray>
#include <QDateTime>

namespace SyncAdmin::PointId {

// The ids of restore points: "20261129-021530-john.doe", with "-2" and so on where that is taken.
// Characters of the user's name that are not safe in a file name become "_".

// The id without a number.
QByteArray of(const QByteArray &user, const QDateTime &time);
// The same with a number; the id itself for 1.
QByteArray numbered(const QByteArray &id, int number);
// Whether a point of this user can have this id. Different users can have the same ids, so that
// only the manifest tells whose point it is.
bool canBeOf(const QByteArray &id, const QByteArray &user);

} // namespace SyncAdmin::PointId
