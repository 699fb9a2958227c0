#include "analysis/useranalysis.h"

#include "analysis/findings.h"
#include "base/answering.h"
#include "base/displayname.h"
#include "base/log.h"
#include "base/parallel.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace SyncAdmin {

namespace {

constexpr int findingsPerDatabase = 100;

template <typename Stats>
DatabaseAnalysis<Stats> analyseDatabase(const Directory &folder, const QByteArray &name,
                                        const AnalysisOptions &options, const Task &task,
                                        Result<Stats> (*readStats)(const Database &),
                                        QList<Problem> &problems)
{
    DatabaseAnalysis<Stats> analysis;
    analysis.name = name;
    QStringList damage;
    const ReadOptions reading{options.check ? 0 : ReadOptions().processorLimit, true};
    auto files = readDatabase(folder, name, reading, task, [&](Database &database) {
        damage.clear();
        const auto stats = readStats(database);
        analysis.stats = stats ? std::optional(*stats) : std::nullopt;
        if (options.check) {
            auto found = database.integrityProblems(findingsPerDatabase);
            if (!found)
                return Result<>(failure(found));
            damage = *found;
        }
        return stats ? Result<>() : Result<>(failure(stats));
    });
    // A listed database that is missing is being replaced.
    if (!files && files.error().code == Error::Code::DoesNotExist)
        files = failure(Error::Code::ChangingWhileRead, folder.pathOf(name));
    // Findings in a state that was being written do not count.
    if (!files && files.error().code == Error::Code::ChangingWhileRead)
        damage.clear();
    if (!damage.isEmpty()) {
        problems.append(
            makeProblem(Problem::Code::Damaged, displayName(name), damage.first(), damage.size()));
    }
    if (files) {
        analysis.files = *files;
    } else {
        analysis.error = files.error();
        analysis.stats.reset();
        problems.append(problemFrom(files.error(), displayName(name)));
    }
    return analysis;
}

// The size of a database with its sidecars, from the listing.
qint64 bytesOf(const UserAnalysis &analysis, const QByteArray &database)
{
    qint64 bytes = 0;
    for (const UserEntry &entry : analysis.entries) {
        if (entry.status.isRegular() &&
            (entry.name == database || entry.artefact.database == database)) {
            bytes += entry.status.size;
        }
    }
    return bytes;
}

void analyseDatabases(const Directory &folder, const AnalysisOptions &options, const Task &task,
                      UserAnalysis &analysis)
{
    if (const UserEntry *entry = analysis.entry(collectionName())) {
        analysis.collection = analyseDatabase(folder, entry->name, options, task,
                                              &readCollectionStats, analysis.problems);
        analysis.collection->bytes = bytesOf(analysis, entry->name);
    }
    for (const Layout layout : {Layout::Official, Layout::Community}) {
        for (const QByteArray &name : mediaDatabaseNames(layout)) {
            if (analysis.entry(name) == nullptr)
                continue;
            auto database = analyseDatabase(folder, name, options, task, &readMediaDatabaseStats,
                                            analysis.problems);
            database.bytes = bytesOf(analysis, name);
            analysis.mediaDatabases.append(database);
        }
    }
}

Result<UserAnalysis> analyseNow(const UserFolder &user, const AnalysisOptions &options,
                                const Task &task)
{
    UserAnalysis analysis;
    analysis.user = user;
    analysis.person = options.accounts.personOf(user);
    analysis.serverOwners = options.serverOwners;
    if (user.kind == UserFolder::Kind::Link) {
        analysis.problems.append(makeProblem(Problem::Code::Link, user.displayName()));
        return analysis;
    }
    const auto folder = user.open();
    const auto entries = folder ? entriesOf(*folder, analysis.layouts()) : failure(folder);
    if (!entries && entries.error().code == Error::Code::NoPermission) {
        analysis.problems.append(problemFrom(entries.error(), user.displayName()));
        return analysis;
    }
    if (!entries)
        return failure(entries);
    analysis.entries = *entries;
    ASSIGN_OR_RETURN(const auto status, folder->status());
    analysis.folderStatus = status;

    Result<DiskUsage> usage;
    const auto measure = [&] {
        usage = measureUserFolder(*folder, *entries, options.threads, task);
    };
    if (options.threads > 1) {
        const std::jthread beside(measure);
        analyseDatabases(*folder, options, task, analysis);
    } else {
        measure();
        analyseDatabases(*folder, options, task, analysis);
    }
    if (!usage)
        return failure(usage);
    if (task.stopRequested())
        return failure(Error::Code::Cancelled, user.path());
    analysis.wasRead = true;
    analysis.usage = *usage;
    for (const UserEntry &entry : analysis.entries) {
        if (entry.artefact.kind == Artefact::Kind::MediaFolder && entry.status.isFolder())
            analysis.mediaFolders.append(entry.name);
    }
    addFindings(*folder, analysis, options, task);
    qCDebug(logAnalysis).noquote()
        << "analysed" << user.displayName() << "with" << analysis.problems.size() << "problems";
    return analysis;
}

} // namespace

Layouts UserAnalysis::layouts() const
{
    return user.layouts ? user.layouts : Layouts(user.layout);
}

const UserEntry *UserAnalysis::entry(const QByteArray &name) const
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&name](const UserEntry &e) { return e.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

const DatabaseAnalysis<MediaDatabaseStats> *UserAnalysis::mediaDatabase() const
{
    return mediaDatabases.isEmpty() ? nullptr : &mediaDatabases.first();
}

qint64 UserAnalysis::mediaFiles() const
{
    return usage.of(DiskUsage::Class::Media).files;
}

bool UserAnalysis::hasProblem(Problem::Code code) const
{
    return std::any_of(problems.begin(), problems.end(),
                       [code](const Problem &problem) { return problem.code == code; });
}

bool UserAnalysis::needsAttention() const
{
    return std::any_of(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.severity > Problem::Severity::Note;
    });
}

Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisOptions &options,
                             const Task &task)
{
    return whileAnswering<UserAnalysis>(
        user.path(), task,
        [user, options](const Task &inner) { return analyseNow(user, options, inner); },
        options.patience);
}

void analyseAll(const QList<UserFolder> &users, const AnalysisOptions &options, int jobs,
                const Task &task, const std::function<void(qsizetype, Result<UserAnalysis>)> &done)
{
    qsizetype finished = 0;
    std::mutex mutex; // guards `finished`, and the calls of `done`
    forEachInParallel(
        users.size(), jobs, [&task] { return task.stopRequested(); },
        [&](qsizetype i) {
            auto analysis = analyse(users.at(i), options, {{}, task.stop});
            const std::scoped_lock lock(mutex);
            done(i, std::move(analysis));
            task.report({QStringLiteral("users"), ++finished, users.size()});
        });
}

} // namespace SyncAdmin
