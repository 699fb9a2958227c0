#pragma once

#include "demo/mediadatabasewriter.h"

namespace SyncAdmin::Demo {

constexpr qint64 hour = 3600; // seconds

// A valid picture of 8 x 8 points, another one for every number.
QByteArray pictureBytes(int number);

// Makes a new file; error Exists if it is there. `modified` in seconds since 1970, 0 for now.
Result<> writeFile(const QString &path, const QByteArray &content, qint64 modified = 0);
Result<> makeFolder(const QString &path);

// Makes the folder with this many pictures, and tells them as a media database has them. The
// pictures were changed within the days before `newest` (seconds since 1970).
Result<QList<MediaEntry>> writeMediaFiles(const QString &folder, int count, qint64 newest);

} // namespace SyncAdmin::Demo
