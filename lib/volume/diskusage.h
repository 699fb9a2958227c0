#pragma once

#include "base/directory.h"
#include "base/task.h"
#include "volume/userentry.h"

#include <QMap>
#include <QStringList>

#include <array>

namespace SyncAdmin {

// What the regular files below a folder take, each counted once whatever the number of its hard
// links.
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
    QMap<QByteArray, std::array<Amount, classCount>> folders; // each directly below, all in it
    QStringList unreadable;       // folders that could not be listed, as they are shown
    QStringList otherFileSystems; // mount points that were not entered
    qint64 links = 0;             // symbolic links, not followed

    Amount &of(Class which) { return byClass[static_cast<size_t>(which)]; }
    const Amount &of(Class which) const { return byClass[static_cast<size_t>(which)]; }
    Amount total() const;
    Amount inFolder(const QByteArray &name) const; // everything in it
    Amount inFolder(const QByteArray &name, Class which) const;
    DiskUsage &operator+=(const DiskUsage &other);
};

// Measures everything below `folder`, a user folder, with these entries (of entriesOf()). Links are
// not followed and other file systems not entered. A folder of many files is measured with up to
// `threads` threads; progress counts files and comes from any of them. Fails only with Cancelled,
// or when `folder` itself cannot be looked at.
Result<DiskUsage> measureUserFolder(const Directory &folder, const QList<UserEntry> &entries,
                                    int threads, const Task &task);

} // namespace SyncAdmin
