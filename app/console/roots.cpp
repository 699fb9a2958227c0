#include "commandtable.h"
#include "terminal.h"

#include "report/json.h"
#include "report/rootlist.h"

namespace SyncAdmin::Console {

namespace {

Exit runRoots(const Context &context)
{
    const Options &options = context.options;
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("roots takes no arguments"), options.command);
    const FoundRoots found = context.host.findRoots(context.task());
    if (const QString notes = rootNotesText(found); !notes.isEmpty())
        printHint(notes.chopped(1)); // printHint() ends the line
    if (options.json) {
        for (const RootCandidate &root : found.roots)
            print(jsonLine(toJson(root)));
        return Exit::Done;
    }
    if (found.roots.isEmpty()) {
        print(noRootsText(found));
        return Exit::Done;
    }
    print(rootTable(found.roots));
    return Exit::Done;
}

} // namespace

const Command rootsCommand{
    "roots",
    "",
    "find the data roots on this machine",
    "Prints the data roots that were found on this machine, with their layout, users, file system "
    "and how they were found: mounts and volumes of podman and docker containers, the SYNC_BASE of "
    "running servers, the usual folders, and mounted file systems. Places that could not be "
    "searched are named on standard error.",
    "",
    Command::Effect::Reads,
    false,
    {{{"roots", "List the data roots."}, {"roots --json", "The same for scripts."}}},
    "list demo",
    &runRoots,
};

} // namespace SyncAdmin::Console
