#pragma once

#include "analysis/mediaindex.h"

namespace SyncAdmin {

// A file in a media folder that a server would serve.
struct MediaFile
{
    QByteArray name;
    qint64 size = 0;     // bytes, never 0
    qint64 modified = 0; // ns since 1970
};

// The files in a media folder that belong in its media database: regular, not empty, with a name
// that clients accept (UTF-8 in NFC, no control character, none of []<>:"/?*^\|, no space or dot at
// the end), and not a temporary file of a server or a file manager. Ordered by time of
// modification.
Result<QList<MediaFile>> listMedia(const Directory &mediaFolder, const Task &task);

// Adds a row for each file to an index, with its own USN above index.lastUsn and its checksum, for
// which the file is read. Progress counts bytes. Changed if a file differs from the listing.
Result<> addRows(const Directory &mediaFolder, const QList<MediaFile> &files, const Task &task,
                 MediaIndex &index);

// Updates an index to the current content of a media folder. A file without a row, or with another
// content than its row, gets a new row above index.lastUsn. Rows of missing files are removed; rows
// of deleted files stay. Reads every file that has a row. Changed as for addRows().
Result<> matchFolder(const Directory &mediaFolder, const Task &task, MediaIndex &index);

} // namespace SyncAdmin
