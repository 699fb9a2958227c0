#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "engine/verify.h"
#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"

namespace SyncAdmin::Console {

namespace {

Exit runVerify(const Options &options, const std::stop_token &stop)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("verify needs the id of one restore point"),
                          options.command);
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
    if (options.json)
        print(jsonLine(toJson(*report)));
    else
        print(verifyText(*report, found->point));
    return report->isSound() ? Exit::Done : Exit::Failed;
}

} // namespace

const Command verifyCommand{
    "verify",
    "ID",
    "check that a restore point is complete and sound",
    "Checks that every entry of a restore point exists and that its databases are sound. The exit "
    "code is 1 where something is missing or damaged.",
    "",
    Command::Effect::Reads,
    true,
    {{{"verify 20260301-101500-john.doe", "Check one restore point."},
      {"restore-points", "Find the IDs."}}},
    "restore restore-points",
    &runVerify,
};

} // namespace SyncAdmin::Console
