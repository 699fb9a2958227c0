#pragma once

#include "store/manifest.h"

namespace SyncAdmin::PointFiles {

// What stands in a restore point's folder.
inline const QByteArray items = QByteArrayLiteral("items");            // what was moved away
inline const QByteArray fresh = QByteArrayLiteral("fresh");            // media folders being built
inline const QByteArray userFolder = QByteArrayLiteral("user-folder"); // one being built
inline const QByteArray newer = QByteArrayLiteral("newer");            // see nameOfNewer()
inline const QByteArray manifest = QByteArrayLiteral("manifest.json");
inline const QByteArray committed = QByteArrayLiteral("committed.json");
inline const QByteArray restored = QByteArrayLiteral("restored.json"); // names the restoring point
inline const QByteArray rollBack = QByteArrayLiteral("put-back.json"); // undone, and not empty
inline const QByteArray purging = QByteArrayLiteral("purging"); // the manifest, while it is deleted

// The folder for what the recovery of this number moved aside: "newer", "newer-2", ...
constexpr int maxNewer = 1000;
QByteArray nameOfNewer(int number);

// Writes a record so that it is there whole or not at all, on the disk when this returns.
Result<> writeRecord(const Directory &point, const QByteArray &name, const QByteArray &content);

} // namespace SyncAdmin::PointFiles
