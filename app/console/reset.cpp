#include "target.h"
#include "terminal.h"

#include "report/commandline.h"
#include "report/json.h"
#include "report/text.h"

namespace SyncAdmin::Console {

namespace {

QString confirmCommand(const UserFolder &user, const Options &options)
{
    QByteArrayList words{"anki-sync-adminctl", "reset"};
    const bool looksLikeOption = user.name.startsWith('-');
    if (!looksLikeOption)
        words += user.name;
    words += repeatedOptions(options);
    words += "--confirm";
    if (looksLikeOption)
        words += {"--", user.name};
    return shellCommand(words);
}

} // namespace

Exit runReset(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.isEmpty())
        return usageError(QStringLiteral("reset needs the name of a user"));
    if (options.performs())
        return usageError(QStringLiteral("this version only shows what a reset would do"));
    Targets targets = findTargets(options, options.arguments);
    targets.options.threads = options.jobs;
    bool isFirst = true;
    for (const UserFolder &user : std::as_const(targets.users)) {
        const auto analysis = analyse(user, targets.options, {{}, stop});
        const auto plan = analysis ? planReset(*analysis, {options.keepMediaFiles})
                                   : Result<ResetPlan>(tl::unexpected(analysis.error()));
        if (analysis && options.json)
            print(jsonLine(toJson(*analysis)));
        else if (analysis)
            print((isFirst ? QString() : QStringLiteral("\n")) + analysisText(*analysis) +
                  QLatin1Char('\n'));
        isFirst = false;
        if (!plan)
            targets.outcome = worse(targets.outcome, reportError(plan.error(), options));
        else if (options.json)
            print(jsonLine(toJson(*plan)));
        else
            print(dryRunText(*plan, confirmCommand(user, options)));
    }
    return targets.outcome;
}

} // namespace SyncAdmin::Console
