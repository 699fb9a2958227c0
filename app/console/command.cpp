#include "command.h"

#include "suggestion.h"
#include "terminal.h"
#include "wrongcommandline.h"

namespace SyncAdmin::Console {

Result<> openDataRoot(const Context &context)
{
    const Options &options = context.options;
    RETURN_IF_ERROR(context.host.openRoot(options.dataRoot, {options.layout}));
    return {};
}

Exit reportError(const Error &error, const Context &context)
{
    const Options &options = context.options;
    printError(error);
    if (error.code == Error::Code::UnknownUser) {
        const QString near = nearNames(context.host, error.detail);
        if (!near.isEmpty())
            printHint(near);
    } else if (error.code == Error::Code::DoesNotExist && !options.dataRootGiven &&
               options.container.isEmpty()) {
        printHint(
            QStringLiteral("Name the server's data root with --data-root FOLDER. To "
                           "find the data roots on this machine, run: anki-sync-adminctl roots"));
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
