#include "command.h"
#include "terminal.h"

#include "report/json.h"
#include "report/rootlist.h"

namespace SyncAdmin::Console {

Exit runRoots(const Options &options, const std::stop_token &stop)
{
    if (!options.arguments.isEmpty())
        return usageError(QStringLiteral("roots takes no arguments"));
    const FoundRoots found = findRoots({{}, stop});
    if (const QString notes = rootNotesText(found); !notes.isEmpty())
        printPrompt(notes);
    if (options.json) {
        for (const RootCandidate &root : found.roots)
            print(jsonLine(toJson(root)));
        return Exit::Done;
    }
    if (found.roots.isEmpty()) {
        print(noRootsText(found));
        return Exit::Done;
    }
    const TextTable table = rootTable(found.roots);
    print(outputIsTerminal() ? table.aligned() : table.tabSeparated());
    return Exit::Done;
}

} // namespace SyncAdmin::Console
