#include "commandtable.h"
#include "help.h"
#include "terminal.h"

namespace SyncAdmin::Console {

namespace {

Exit runVersion(const Context &context)
{
    const Options &options = context.options;
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("version takes no arguments"), options.command);
    printVersion(options);
    return Exit::Done;
}

} // namespace

const Command versionCommand{
    "version",
    "",
    "show the version",
    "Prints the name and the version of the program.",
    "",
    Command::Effect::Reads,
    false,
    {{{"version", "Show the version."}, {"version --json", "The same for scripts."}}},
    "help",
    &runVersion,
};

} // namespace SyncAdmin::Console
