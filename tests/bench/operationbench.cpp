// operationbench RUNS BIG SMALL MASTER: resets and purges the only users of the data roots BIG and
// SMALL RUNS times in turn and prints the medians in milliseconds: "BIG SMALL RM PURGE". BIG and
// SMALL are execute() from the confirmation to the end of the report; RM is `rm -rf` of a copy of
// BIG's media folder, PURGE purge() of its restore point. MASTER is BIG's user folder, of which
// copies are made; it must lie on the same file system.

#include "analysis/useranalysis.h"
#include "engine/execution.h"
#include "engine/purge.h"
#include "operations/resetplanner.h"
#include "volume/dataroot.h"

#include "valueof.h"

#include <QFile>
#include <QProcess>
#include <QStringList>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace SyncAdmin;

namespace {

void run(const QStringList &command)
{
    if (QProcess::execute(command.first(), command.mid(1)) != 0)
        qFatal("%s failed", qPrintable(command.join(QLatin1Char(' '))));
}

template <typename Work>
double millisecondsOf(const Work &work)
{
    ::sync(); // nobody pays for what was written before
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

struct Bench
{
    DataRoot root;
    UserFolder user;

    static Bench of(const char *path)
    {
        const DataRoot root = valueOf(DataRoot::open(path));
        return {root, valueOf(root.users()).first()};
    }

    void makeFrom(const QString &master) const
    {
        run({QStringLiteral("cp"), QStringLiteral("-a"), master, user.path()});
    }

    double reset(QByteArray &id) const
    {
        const UserFolder now = valueOf(root.user(user.name));
        const ResetPlan plan = valueOf(planReset(valueOf(analyse(now, {}, {})), {}));
        ResetReport report;
        const double took = millisecondsOf([&] { report = execute(plan, {}, {}); });
        if (report.outcome != ResetReport::Outcome::Done)
            qFatal("reset: %s", report.error ? qPrintable(report.error->message()) : "");
        id = report.restorePoint;
        return took;
    }

    double purge(const QByteArray &id) const
    {
        const FoundPoint found = valueOf(findRestorePoint(root, id));
        PurgeReport report;
        const double took =
            millisecondsOf([&] { report = SyncAdmin::purge(found.store, found.point, {}, {}); });
        if (report.outcome != PurgeReport::Outcome::Done)
            qFatal("purge: %s", report.error ? qPrintable(report.error->message()) : "");
        run({QStringLiteral("rm"), QStringLiteral("-rf"), user.path()});
        return took;
    }
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 5)
        qFatal("usage: operationbench RUNS BIG SMALL MASTER");
    const Bench big = Bench::of(argv[2]);
    const Bench small = Bench::of(argv[3]);
    const QString master = QFile::decodeName(argv[4]);
    const QString smallMaster = QFile::decodeName(argv[3]) + QStringLiteral("/master");
    const QString copy = QFile::decodeName(argv[2]) + QStringLiteral("/copy");
    run({QStringLiteral("mv"), small.user.path(), smallMaster});
    run({QStringLiteral("rm"), QStringLiteral("-rf"), big.user.path()});
    std::vector<double> bigTimes, smallTimes, removals, purges;
    for (int i = 0; i < std::atoi(argv[1]); ++i) {
        QByteArray id;
        small.makeFrom(smallMaster);
        smallTimes.push_back(small.reset(id));
        small.purge(id);
        run({QStringLiteral("cp"), QStringLiteral("-a"),
             master + QStringLiteral("/collection.media"), copy});
        removals.push_back(millisecondsOf([&] {
            run({QStringLiteral("rm"), QStringLiteral("-rf"), copy});
        }));
        big.makeFrom(master);
        bigTimes.push_back(big.reset(id));
        purges.push_back(big.purge(id));
    }
    std::printf("%.3f %.3f %.1f %.1f\n", median(bigTimes), median(smallTimes), median(removals),
                median(purges));
    return 0;
}
