#include "target.h"
#include "terminal.h"

#include "engine/interruptedstate.h"
#include "report/json.h"
#include "report/userlist.h"

namespace SyncAdmin::Console {

Exit runList(const Options &options, const std::stop_token &stop)
{
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("list takes no user names; use: analyze USER"));
    const Targets targets = findTargets(options, {});
    if (targets.users.isEmpty())
        return targets.outcome;
    const Error notDone{Error::Code::Cancelled, {}, {}};
    QList<Result<UserAnalysis>> analyses(targets.users.size(), failure(notDone));
    {
        ProgressLine line(QStringLiteral("analysing"));
        const Task task{[&line](const Progress &progress) { line.show(progress); }, stop};
        analyseAll(targets.users, targets.options, options.jobs, task,
                   [&analyses](qsizetype index, Result<UserAnalysis> analysis) {
                       analyses[index] = std::move(analysis);
                   });
    }
    for (Result<UserAnalysis> &analysis : analyses) {
        if (analysis)
            addInterrupted(targets.interrupted, *analysis);
    }
    if (options.json) {
        for (qsizetype i = 0; i < targets.users.size(); ++i) {
            const auto &analysis = analyses.at(i);
            print(jsonLine(analysis ? toJson(*analysis)
                                    : toJson(targets.users.at(i), analysis.error())));
        }
        return Exit::Done;
    }
    const TextTable table = userTable(targets.users, analyses);
    print(outputIsTerminal() ? table.aligned() : table.tabSeparated());
    return Exit::Done;
}

} // namespace SyncAdmin::Console
