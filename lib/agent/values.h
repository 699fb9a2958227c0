#pragma once

#include "agent/host.h"

#include <QJsonObject>

namespace SyncAdmin {

// Every value that crosses the seam, as JSON and back; jsonarchive.h says in what form. What cannot
// cross is left out: open folders, of which the paths remain, and what the host finds out again.
// Defined for the values of Host and what they consist of.

template <typename T>
QJsonObject valueToJson(const T &value);

// BadInput, with the first field that is missing or wrong; nothing is assumed of the object.
template <typename T>
Result<T> valueFromJson(const QJsonObject &object);

} // namespace SyncAdmin
