#include "command.h"

#include "suggestion.h"
#include "terminal.h"
#include "wrongcommandline.h"

namespace SyncAdmin::Console {

Result<DataRoot> openDataRoot(const Options &options)
{
    DataRoot::Options rootOptions;
    rootOptions.layout = options.layout;
    return DataRoot::open(options.dataRoot, rootOptions);
}

Exit reportError(const Error &error, const Options &options)
{
    printError(error);
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

Exit usageError(const QString &text, const QByteArray &command)
{
    return reportWrong({text, {}, command});
}

} // namespace SyncAdmin::Console
