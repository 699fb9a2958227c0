#include "target.h"
#include "terminal.h"

#include "engine/interruptedstate.h"
#include "report/json.h"
#include "report/text.h"

namespace SyncAdmin::Console {

Exit runAnalyze(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.isEmpty())
        return usageError(QStringLiteral("analyze needs the name of a user"));
    Targets targets = findTargets(options, options.arguments);
    targets.options.threads = options.jobs;
    bool isFirst = true;
    for (const UserFolder &user : std::as_const(targets.users)) {
        Result<UserAnalysis> analysis;
        {
            ProgressLine line(QStringLiteral("analysing ") + user.displayName() + QLatin1Char(':'));
            const Task task{[&line](const Progress &progress) { line.show(progress); }, stop};
            analysis = analyse(user, targets.options, task);
        }
        if (!analysis) {
            targets.outcome = worse(targets.outcome, reportError(analysis.error(), options));
            continue;
        }
        addInterrupted(targets.interrupted, *analysis);
        if (options.json) {
            print(jsonLine(toJson(*analysis)));
        } else {
            print((isFirst ? QString() : QStringLiteral("\n")) + analysisText(*analysis));
            isFirst = false;
        }
    }
    return targets.outcome;
}

} // namespace SyncAdmin::Console
