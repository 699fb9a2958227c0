#pragma once

#include "analysis/mediaindex.h"

namespace SyncAdmin {

// A file of a media folder that a server would serve.
struct MediaFile
{
    QByteArray name;
    qint64 size = 0;     // bytes, never 0
    qint64 modified = 0; // ns since 1970
};

// The files directly in a media folder that belong into its media database: regular, not empty,
// with a name that clients accept (UTF-8 in NFC, no control character, none of []<>:"/?*^\|, no
// space or dot at its end), no temporary file of a server and none of a file manager. In the order
// of their modification.
Result<QList<MediaFile>> listMedia(const Directory &mediaFolder, const Task &task);

// Adds rows for files to an index, each with its own USN above index.lastUsn, and their sums, for
// which the files are read. Progress counts bytes. Changed where a file is not what was listed.
Result<> addRows(const Directory &mediaFolder, const QList<MediaFile> &files, const Task &task,
                 MediaIndex &index);

// Makes an index list what a media folder holds now. A file without a row, or with another content
// than its row says, gets a new one above index.lastUsn; rows of files that are missing go, but
// those of deleted files stay. Every file that has a row is read. Changed as for addRows().
Result<> matchFolder(const Directory &mediaFolder, const Task &task, MediaIndex &index);

} // namespace SyncAdmin
