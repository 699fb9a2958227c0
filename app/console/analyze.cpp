#include "commandtable.h"
#include "target.h"
#include "terminal.h"

#include "report/json.h"
#include "report/text.h"

namespace SyncAdmin::Console {

namespace {

Exit runAnalyze(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.isEmpty())
        return usageError(QStringLiteral("analyze needs the name of a user"), options.command);
    Targets targets = findTargets(context, options.arguments);
    targets.request.threads = options.jobs;
    targets.request.namesInterrupted = true;
    bool isFirst = true;
    for (const UserFolder &user : std::as_const(targets.users)) {
        Result<UserAnalysis> analysis;
        {
            ProgressLine line(QStringLiteral("analyzing ") + user.displayName() + QLatin1Char(':'));
            const Task task{[&line](const Progress &progress) { line.show(progress); },
                            context.stop};
            analysis = context.host.analyse(user, targets.request, task);
        }
        if (!analysis) {
            targets.outcome = worse(targets.outcome, reportError(analysis.error(), context));
            continue;
        }
        if (options.json) {
            print(jsonLine(toJson(*analysis)));
        } else {
            print((isFirst ? QString() : QStringLiteral("\n")) + analysisText(*analysis));
            isFirst = false;
        }
        if (const auto error = unreadable(analysis))
            targets.outcome = worse(targets.outcome, reportError(*error, context));
    }
    return targets.outcome;
}

} // namespace

const Command analyzeCommand{
    "analyze",
    "USER...",
    "show what users have, and the problems found",
    "Prints files, sizes, collection, media, media database and the problems found. USER is the "
    "name of a user's folder, as list shows it; it is never taken as a path. Nothing is changed: "
    "no byte, no time stamp and no folder entry of the data root. Databases can be read while a "
    "server uses them, including changes that are still in their write-ahead logs.",
    "full jobs",
    Command::Effect::Reads,
    true,
    {{{"analyze john.doe", "Show what john.doe has."},
      {"analyze john.doe --full", "Also check the integrity of the databases."}}},
    "list reset",
    &runAnalyze,
};

} // namespace SyncAdmin::Console
