#include "commandtable.h"
#include "target.h"
#include "terminal.h"

#include "report/json.h"
#include "report/userlist.h"

namespace SyncAdmin::Console {

namespace {

// A user that cannot be read is an error; damaged files are findings.
Exit outcomeOf(const QList<Result<UserAnalysis>> &analyses)
{
    Exit outcome = Exit::Done;
    for (const Result<UserAnalysis> &analysis : analyses) {
        if (const auto error = unreadable(analysis)) {
            printError(*error);
            outcome = Exit::Failed;
        }
    }
    return outcome;
}

Exit runList(const Context &context)
{
    const Options &options = context.options;
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("list takes no user names. Use: analyze USER"),
                          options.command);
    Targets targets = findTargets(context, {});
    targets.request.namesInterrupted = true;
    if (targets.users.isEmpty())
        return targets.outcome;
    const Error notDone{Error::Code::Cancelled, {}, {}};
    QList<Result<UserAnalysis>> analyses(targets.users.size(), failure(notDone));
    {
        ProgressLine line(QStringLiteral("analyzing"));
        const Task task{[&line](const Progress &progress) { line.show(progress); }, context.stop};
        context.host.analyseAll(targets.users, targets.request, options.jobs, task,
                                [&analyses](qsizetype index, Result<UserAnalysis> analysis) {
                                    analyses[index] = std::move(analysis);
                                });
    }
    if (options.json) {
        for (qsizetype i = 0; i < targets.users.size(); ++i) {
            const auto &analysis = analyses.at(i);
            print(jsonLine(analysis ? toJson(*analysis)
                                    : toJson(targets.users.at(i), analysis.error())));
        }
    } else {
        print(userTable(targets.users, analyses, timeZone(options)));
    }
    return worse(targets.outcome, outcomeOf(analyses));
}

} // namespace

const Command listCommand{
    "list",
    "",
    "list all users with their figures and problems",
    "Prints one row for each user: cards, notes, sync counter, last sync, media files, size and "
    "problems; the last row has the totals. The exit code is 1 if a user could not be read; "
    "all others are printed first.",
    "jobs",
    Command::Effect::Reads,
    true,
    {{{"list", "List the users of the default data root."},
      {"list --container anki --json", "The same for the data root of a container, for scripts."}}},
    "analyze roots",
    &runList,
};

} // namespace SyncAdmin::Console
