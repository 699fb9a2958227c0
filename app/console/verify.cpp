#include "commandtable.h"
#include "operationcommand.h"
#include "terminal.h"

#include "report/json.h"
#include "report/operationjson.h"
#include "report/operationtext.h"

namespace SyncAdmin::Console {

namespace {

Exit runVerify(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("verify needs the id of one restore point"),
                          options.command);
    const auto found = pointNamed(options.arguments.first(), context);
    if (!found)
        return reportError(found.error(), context);
    Result<VerifyReport> report;
    {
        ProgressLine line(QStringLiteral("verifying"));
        const Task task{[&line](const Progress &progress) { line.show(progress); }, context.stop};
        report = context.host.verify(*found, task);
    }
    if (!report)
        return reportError(report.error(), context);
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
    "code is 1 if something is missing or damaged.",
    "",
    Command::Effect::Reads,
    true,
    {{{"verify 20260301-101500-john.doe", "Check one restore point."},
      {"restore-points", "Find the IDs."}}},
    "restore restore-points",
    &runVerify,
};

} // namespace SyncAdmin::Console
