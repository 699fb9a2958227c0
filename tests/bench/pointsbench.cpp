// pointsbench ROOT POINTS own|others: adds POINTS restore points to the store of the data root
// ROOT, each with its lines in the audit log, in turn for its users or for users that do not exist;
// then plans and runs a reset of every user and prints how many milliseconds the resets took. It
// does not search for processes that hold the files, because that depends on the machine.

#include "analysis/useranalysis.h"
#include "engine/execution.h"
#include "engine/interruptedstate.h"
#include "operations/resetplanner.h"
#include "store/auditlog.h"
#include "store/commitrecord.h"
#include "store/pointfiles.h"
#include "volume/dataroot.h"

#include "valueof.h"

#include <QCryptographicHash>

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

using namespace SyncAdmin;

namespace {

void check(const Result<> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message()));
}

InUse noHolders()
{
    InUse use;
    use.state = InUse::State::Free;
    return use;
}

// A point as a reset with an empty media database leaves it, without entries.
void addPoint(const RestorePointStore &store, const UserFolder &user, const QByteArray &name)
{
    Manifest manifest;
    const RestorePointFolder folder = valueOf(store.makePoint(name, manifest.id));
    manifest.user = name;
    manifest.place = user.place;
    manifest.layout = user.layout;
    manifest.made = QDateTime::currentDateTimeUtc();
    manifest.caller = Caller::current();
    manifest.installed.append(
        {mediaDatabaseNames(user.layout).first(), 100'000, 0, QByteArray(32, 'h')});
    const QByteArray json = manifest.toJson();
    const CommitRecord record{manifest.id, manifest.made,
                              QCryptographicHash::hash(json, QCryptographicHash::Sha256)};
    check(folder.point.writeNewFile(PointFiles::manifest, json, 0600));
    check(folder.point.writeNewFile(PointFiles::committed, record.toJson(), 0600));
    AuditEntry entry = AuditEntry::started(QStringLiteral("reset"), name, QStringLiteral("bench"));
    for (int i = 0; i < 5; ++i)
        entry.plan.append(QStringLiteral("Remove collection file: collection.anki2"));
    check(AuditLog::append(store.directory(), entry));
    entry.finish(QStringLiteral("done"), std::nullopt);
    entry.restorePoint = manifest.id;
    entry.mediaUsn = 100'000;
    check(AuditLog::append(store.directory(), entry));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4)
        qFatal("usage: pointsbench ROOT POINTS own|others");
    const DataRoot root = valueOf(DataRoot::open(argv[1]));
    const QList<UserFolder> users = valueOf(root.users());
    const RestorePointStore store = valueOf(RestorePointStore::make(users.first()));
    const bool areOwn = std::strcmp(argv[3], "own") == 0;
    for (int i = 0; i < std::atoi(argv[2]); ++i) {
        const UserFolder &user = users.at(i % users.size());
        addPoint(store, user, areOwn ? user.name : "other-" + QByteArray::number(i));
    }
    ExecutionOptions options;
    options.probe = [](const Directory &, const QByteArrayList &) { return noHolders(); };
    options.probeAgain = [](const DatabaseLocks &, const QList<FilesIn> &) { return noHolders(); };
    AnalysisOptions analysis;
    analysis.serverOwners = std::make_shared<const ServerOwners>();
    ::sync();
    const auto start = std::chrono::steady_clock::now();
    if (!interruptedPoints(root).isEmpty())
        qFatal("an operation was interrupted");
    for (const UserFolder &user : users) {
        const ResetPlan plan = valueOf(planReset(valueOf(analyse(user, analysis, {})), {}));
        const ResetReport report = execute(plan, options, {});
        if (report.outcome != ResetReport::Outcome::Done)
            qFatal("reset: %s", report.error ? qPrintable(report.error->message()) : "");
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%.1f\n", took.count());
    return 0;
}
