#include "acting.h"
#include "terminal.h"

#include "engine/verify.h"
#include "report/actjson.h"
#include "report/acttext.h"
#include "report/json.h"
#include "report/pointlist.h"
#include "store/auditlog.h"

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

void printTable(const TextTable &table)
{
    print(outputIsTerminal() ? table.aligned() : table.tabSeparated());
}

bool isNamed(const QByteArray &user, const QByteArrayList &names)
{
    return names.isEmpty() || names.contains(user);
}

} // namespace

Exit runRestorePoints(const Options &options, const std::stop_token & /*stop*/)
{
    const auto found = allPoints(options);
    if (!found)
        return reportError(found.error(), options);
    QList<RestorePoint> points;
    for (const FoundPoint &each : *found) {
        if (isNamed(each.point.manifest.user, options.arguments))
            points.append(each.point);
    }
    if (options.json) {
        for (const RestorePoint &point : std::as_const(points))
            print(jsonLine(toJson(point)));
    } else if (points.isEmpty()) {
        print(QStringLiteral("There are no restore points.\n"));
    } else {
        printTable(restorePointTable(points));
    }
    return Exit::Done;
}

Exit runVerify(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("verify needs the id of one restore point"));
    const auto root = openDataRoot(options);
    if (!root)
        return reportError(root.error(), options);
    const auto found = findRestorePoint(*root, options.arguments.first());
    if (!found)
        return reportError(found.error(), options);
    Result<VerifyReport> report;
    {
        ProgressLine line(QStringLiteral("verifying"));
        const Task task{[&line](const Progress &progress) { line.show(progress); }, stop};
        report = verify(found->store, found->point, task);
    }
    if (!report)
        return reportError(report.error(), options);
    print(options.json ? jsonLine(toJson(*report)) : verifyText(*report, found->point).toUtf8());
    return report->isSound() ? Exit::Done : Exit::Failed;
}

Exit runHistory(const Options &options, const std::stop_token & /*stop*/)
{
    const auto stores = allStores(options);
    if (!stores)
        return reportError(stores.error(), options);
    QList<AuditEntry> entries;
    for (const RestorePointStore &store : *stores) {
        const auto history = AuditLog::read(store.directory());
        if (!history)
            return reportError(history.error(), options);
        for (const AuditEntry &entry : history->entries) {
            if (isNamed(entry.user, options.arguments))
                entries.append(entry);
        }
        if (history->isCut) {
            printHint(QStringLiteral("%1: the audit log is long, so that only its end is shown")
                          .arg(store.path()));
        }
        if (history->unreadableLines > 0) {
            printHint(QStringLiteral("%1: %2 lines of the audit log cannot be read")
                          .arg(store.path(), QString::number(history->unreadableLines)));
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const AuditEntry &a, const AuditEntry &b) { return a.time < b.time; });
    if (options.json) {
        for (const AuditEntry &entry : std::as_const(entries))
            print(jsonLine(toJson(entry)));
    } else if (entries.isEmpty()) {
        print(QStringLiteral("Nothing was done here yet.\n"));
    } else {
        printTable(historyTable(entries));
    }
    return Exit::Done;
}

} // namespace SyncAdmin::Console
