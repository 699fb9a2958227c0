#pragma once

#include "demo/mediadatabasewriter.h"

namespace SyncAdmin::Demo {

constexpr qint64 hour = 3600; // seconds

// A valid picture of 8 x 8 points, different for every number.
QByteArray pictureBytes(int number);

// Creates a file; Exists if it exists. `modified` in seconds since 1970; 0 for now.
Result<> writeFile(const QString &path, const QByteArray &content, qint64 modified = 0);
Result<> makeFolder(const QString &path);

// Creates a folder with this many pictures, and returns their entries for a media database. The
// times of modification are within the days before `newest` (seconds since 1970).
Result<QList<MediaEntry>> writeMediaFiles(const QString &folder, int count, qint64 newest);

} // namespace SyncAdmin::Demo
