#pragma once

#include "accounts/accounts.h"
#include "analysis/collectionstats.h"
#include "analysis/mediadatabasestats.h"
#include "analysis/problem.h"
#include "base/answering.h"
#include "holders/openfiles.h"
#include "servers/serverowners.h"
#include "volume/diskusage.h"
#include "volume/userentry.h"
#include "volume/userfolder.h"

#include <QList>

#include <functional>
#include <memory>
#include <optional>

namespace SyncAdmin {

// A database of the user: its figures, or why there are none.
template <typename Stats>
struct DatabaseAnalysis
{
    QByteArray name;
    std::optional<Stats> stats;
    std::optional<Error> error;
    qint64 bytes = 0; // with its sidecars
    DatabaseFiles files;
};

// Everything that is known of one user at one moment. A value.
struct UserAnalysis
{
    UserFolder user;
    QString person; // the account's name, where it is not the folder's
    bool wasRead =
        false; // false: a link, or a folder that may not be listed; nothing below is known
    QList<UserEntry> entries;
    FileStatus folderStatus;
    DiskUsage usage;
    std::optional<DatabaseAnalysis<CollectionStats>> collection;
    // In the order in which the layouts' servers use them; a client's database last.
    QList<DatabaseAnalysis<MediaDatabaseStats>> mediaDatabases;
    QByteArrayList mediaFolders; // that are folders
    QList<Problem> problems;     // the gravest first
    // What the advice on owners was concluded from, so that an operation concludes the same; may be
    // missing.
    std::shared_ptr<const ServerOwners> serverOwners;

    Layouts layouts() const; // its own, or else the data root's
    const UserEntry *entry(const QByteArray &name) const;
    // The media database that the user's server uses; nullptr where there is none.
    const DatabaseAnalysis<MediaDatabaseStats> *mediaDatabase() const;
    qint64 mediaFiles() const; // unfinished ones not counted
    bool hasProblem(Problem::Code code) const;
    bool needsAttention() const; // has a problem that is more than a note
};

struct AnalysisOptions
{
    int threads = 1;    // for one user
    bool check = false; // integrity_check of both databases, without a time limit
    Accounts accounts;
    std::shared_ptr<const ServerOwners> serverOwners; // of the data root; may be missing
    std::shared_ptr<const OpenFiles> openFiles; // to name the holders of files; may be missing
    std::chrono::milliseconds patience = usualPatience; // with a file system that does not answer
};

// Looks at everything that a user has without changing or locking any of it. Whatever is broken is
// a Problem; errors are only Cancelled, NoAnswer and those of UserFolder::open(). Any thread; works
// on one of its own (see base/answering.h).
Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisOptions &options,
                             const Task &task);

// Analyses many users, `jobs` at a time. `done` is called with the index of each, one call at a
// time, in no certain order, on any thread. After a stop the rest is not started.
void analyseAll(const QList<UserFolder> &users, const AnalysisOptions &options, int jobs,
                const Task &task, const std::function<void(qsizetype, Result<UserAnalysis>)> &done);

} // namespace SyncAdmin
