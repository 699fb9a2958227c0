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

// A database of a user: its figures, or the error.
template <typename Stats>
struct DatabaseAnalysis
{
    QByteArray name;
    std::optional<Stats> stats;
    std::optional<Error> error;
    qint64 bytes = 0; // including sidecars
    DatabaseFiles files;
};

// The result of an analysis: everything known of a user at one moment. A copyable value.
struct UserAnalysis
{
    UserFolder user;
    QString person;       // the account's name, if it differs from the folder's
    bool wasRead = false; // false: a link, or an unreadable folder; the members below are empty
    QList<UserEntry> entries;
    FileStatus folderStatus;
    DiskUsage usage;
    std::optional<DatabaseAnalysis<CollectionStats>> collection;
    // Ordered by the servers' preference; a client's database is last.
    QList<DatabaseAnalysis<MediaDatabaseStats>> mediaDatabases;
    QByteArrayList mediaFolders; // those that are folders
    QList<Problem> problems;     // the most severe first
    // The source of the advice on owners, so that an operation decides the same; may be null.
    std::shared_ptr<const ServerOwners> serverOwners;

    Layouts layouts() const; // the user's own, or else the data root's
    const UserEntry *entry(const QByteArray &name) const;
    // The media database that the user's server uses; null if there is none.
    const DatabaseAnalysis<MediaDatabaseStats> *mediaDatabase() const;
    qint64 mediaFiles() const; // without unfinished uploads
    bool hasProblem(Problem::Code code) const;
    bool needsAttention() const; // has a warning or an error
};

struct AnalysisOptions
{
    int threads = 1;    // threads for one user
    bool check = false; // run integrity_check on both databases, without a time limit
    Accounts accounts;
    std::shared_ptr<const ServerOwners> serverOwners;   // of the data root; may be null
    std::shared_ptr<const OpenFiles> openFiles;         // to find the holders of files; may be null
    std::chrono::milliseconds patience = usualPatience; // with a file system that does not answer
};

// Analyses a user without changing or locking anything. Damaged data become problems; errors are
// only Cancelled, NoAnswer and those of UserFolder::open(). Thread-safe; works on a thread of its
// own (see base/answering.h).
Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisOptions &options,
                             const Task &task);

// Analyses users, `jobs` at a time. `done` is called with the index of each user, one call at a
// time, in any order, on any thread. After a stop request no further user is started.
void analyseAll(const QList<UserFolder> &users, const AnalysisOptions &options, int jobs,
                const Task &task, const std::function<void(qsizetype, Result<UserAnalysis>)> &done);

} // namespace SyncAdmin
