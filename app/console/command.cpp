#include "command.h"

#include "suggestion.h"
#include "terminal.h"

namespace SyncAdmin::Console {

namespace {

int gravity(Exit code)
{
    switch (code) {
    case Exit::Done:
        return 0;
    case Exit::WrongUsage:
    case Exit::Failed:
        return 1;
    case Exit::InUse:
        return 2;
    case Exit::Interrupted: // which promises that nothing is left half done
        return 3;
    case Exit::Incomplete:
        return 4;
    }
    return 4;
}

} // namespace

Exit worse(Exit a, Exit b)
{
    return gravity(a) >= gravity(b) ? a : b;
}

Result<DataRoot> openDataRoot(const Options &options)
{
    DataRoot::Options rootOptions;
    rootOptions.layout = options.layout;
    return DataRoot::open(options.dataRoot, rootOptions);
}

Exit reportError(const Error &error, const Options &options)
{
    printError(error.message());
    if (error.code == Error::Code::UnknownUser) {
        const QString near = nearNames(options, error.detail);
        if (!near.isEmpty())
            printHint(near);
    } else if (error.code == Error::Code::DoesNotExist && !options.dataRootGiven &&
               options.container.isEmpty()) {
        printHint(QStringLiteral("Name the server's data root with --data-root FOLDER; "
                                 "anki-sync-adminctl roots finds those of this machine."));
    }
    if (error.code == Error::Code::Cancelled)
        return Exit::Interrupted;
    return error.code == Error::Code::InUse || error.code == Error::Code::InUseUnknown
               ? Exit::InUse
               : Exit::Failed;
}

Exit usageError(const QString &text)
{
    printError(text);
    printHint(QStringLiteral("Try: anki-sync-adminctl --help"));
    return Exit::WrongUsage;
}

} // namespace SyncAdmin::Console
