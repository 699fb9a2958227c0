#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "report/json.h"
#include "report/operationjson.h"
#include "report/pointlist.h"

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

Exit runHistory(const Context &context)
{
    const Options &options = context.options;
    if (const auto root = openDataRoot(context); !root)
        return reportError(root.error(), context);
    const auto stores = context.host.history();
    if (!stores)
        return reportError(stores.error(), context);
    QList<AuditEntry> entries;
    for (const auto &[store, history] : *stores) {
        for (const AuditEntry &entry : history.entries) {
            if (options.arguments.isEmpty() || options.arguments.contains(entry.user))
                entries.append(entry);
        }
        if (history.isCut) {
            printHint(
                QStringLiteral("The audit log of %1 is long. Only its end is shown.").arg(store));
        }
        if (history.unreadableLines > 0) {
            printHint(QStringLiteral("The audit log of %1 has lines that cannot be read: %2")
                          .arg(store, QString::number(history.unreadableLines)));
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const AuditEntry &a, const AuditEntry &b) { return a.time < b.time; });
    if (options.json) {
        for (const AuditEntry &entry : std::as_const(entries))
            print(jsonLine(toJson(entry)));
    } else if (entries.isEmpty()) {
        print(QStringLiteral("The audit log is empty: nothing was changed in this data root.\n"));
    } else {
        print(historyTable(entries, timeZone(options)));
    }
    return Exit::Done;
}

} // namespace

const Command historyCommand{
    "history",
    "[USER...]",
    "show what was done, when and by whom",
    "Prints the audit log: operations, their users, times, callers and results.",
    "",
    Command::Effect::Reads,
    true,
    {{{"history", "Show everything."},
      {"history john.doe --json", "Show what was done to one user, for scripts."}}},
    "restore-points resume",
    &runHistory,
};

} // namespace SyncAdmin::Console
