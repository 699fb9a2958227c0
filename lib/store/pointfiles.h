#pragma once

#include "store/manifest.h"

namespace SyncAdmin::PointFiles {

// The names in a restore point's folder.
inline const QByteArray items = QByteArrayLiteral("items"); // entries that moved out
inline const QByteArray fresh = QByteArrayLiteral("fresh"); // prepared entries
inline const QByteArray userFolder =
    QByteArrayLiteral("user-folder");                       // a new one, before it is installed
inline const QByteArray newer = QByteArrayLiteral("newer"); // see nameOfNewer()
inline const QByteArray manifest = QByteArrayLiteral("manifest.json");
inline const QByteArray committed = QByteArrayLiteral("committed.json");
inline const QByteArray restored =
    QByteArrayLiteral("restored.json"); // has the id of the restore's point
inline const QByteArray rollBack = QByteArrayLiteral("put-back.json"); // rolled back, and not empty
inline const QByteArray purging = QByteArrayLiteral("purging"); // the manifest, while it is deleted

// The folder for what the recovery of this number moved aside: "newer", "newer-2", ...
constexpr int maxNewer = 1000;
QByteArray nameOfNewer(int number);

// Writes a record atomically and syncs it.
Result<> writeRecord(const Directory &point, const QByteArray &name, const QByteArray &content);

} // namespace SyncAdmin::PointFiles
