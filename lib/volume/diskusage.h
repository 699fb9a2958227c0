#pragma once

#include "base/directory.h"
#include "base/task.h"
#include "volume/userentry.h"

#include <QMap>
#include <QStringList>

#include <array>

namespace SyncAdmin {

// The sizes of the regular files below a folder. A file with several hard links counts once.
struct DiskUsage
{
    enum class Class { Collection, MediaDatabase, Media, Temporary, Other };
    static constexpr int classCount = 5;

    struct Amount
    {
        qint64 files = 0;
        qint64 bytes = 0;     // apparent size
        qint64 allocated = 0; // on the disk

        Amount &operator+=(const Amount &other);
        Amount operator-(const Amount &other) const;
    };

    std::array<Amount, classCount> byClass = {};
    QMap<QByteArray, std::array<Amount, classCount>>
        folders;                  // for each direct subfolder, with everything below it
    QStringList unreadable;       // folders that could not be listed, for display
    QStringList otherFileSystems; // mount points that were not entered
    qint64 links = 0;             // symbolic links, not followed

    Amount &of(Class which) { return byClass[static_cast<size_t>(which)]; }
    const Amount &of(Class which) const { return byClass[static_cast<size_t>(which)]; }
    Amount total() const;
    Amount inFolder(const QByteArray &name) const; // everything in it
    Amount inFolder(const QByteArray &name, Class which) const;
    DiskUsage &operator+=(const DiskUsage &other);
};

// Measures everything below `folder`, a user folder with the entries `entries` (from entriesOf()).
// Does not follow links or enter other file systems. Uses up to `threads` threads for large
// folders; progress counts files and may come from any of them. Fails only with Cancelled, or if
// `folder` itself cannot be read.
Result<DiskUsage> measureUserFolder(const Directory &folder, const QList<UserEntry> &entries,
                                    int threads, const Task &task);

} // namespace SyncAdmin
