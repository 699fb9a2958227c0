#include "operationcommand.h"

#include "confirm.h"
#include "outcome.h"
#include "terminal.h"

#include "base/commandline.h"

#include <unistd.h>

namespace SyncAdmin::Console {

namespace {

// A script that asked for --confirm must not take the end of its input, or another word, for
// success.
Exit notConfirmed(const QString &what)
{
    printError({Error::Code::BadInput,
                {},
                QStringLiteral("Cannot ask for confirmation: standard input is not a terminal and "
                               "%1. Nothing was changed. Use --yes to continue without being "
                               "asked.")
                    .arg(what)});
    return Exit::WrongUsage;
}

} // namespace

std::optional<Exit> askToGoOn(const QString &question, const Options &options,
                              const std::stop_token &stop)
{
    if (options.yes)
        return std::nullopt;
    switch (ask(question, stop)) {
    case Answer::Yes:
        return std::nullopt;
    case Answer::No:
        if (::isatty(STDIN_FILENO) == 0)
            return notConfirmed(QStringLiteral("says something other than yes"));
        printHint(QStringLiteral("Cancelled: no changes were made."));
        return Exit::Done;
    case Answer::NoInput:
        return notConfirmed(QStringLiteral("ends without an answer"));
    case Answer::Unasked:
        printHint(QStringLiteral("Cancelled: no changes were made."));
        return Exit::Failed;
    case Answer::Stopped:
        printHint(QStringLiteral("\nStopped: no changes were made."));
        return Exit::Interrupted;
    }
    return Exit::Done;
}

ExecutionOptions executionOptions(const Options &options)
{
    ExecutionOptions execution;
    execution.keepRestorePoint = !options.noRestorePoint;
    execution.serverStopped = options.serverStopped;
    execution.commandLine = shellCommand(options.words);
    return execution;
}

QString commandFor(const QByteArray &command, const QByteArrayList &arguments,
                   const Options &options)
{
    QByteArrayList words = programWords();
    words += command;
    QByteArrayList last;
    for (const QByteArray &argument : arguments) {
        if (argument.startsWith('-'))
            last += argument;
        else
            words += argument;
    }
    words += repeatedOptions(options, command);
    words += "--confirm";
    if (!last.isEmpty())
        words += QByteArrayList{"--"} + last;
    return shellCommand(words);
}

QString commandAt(const QByteArray &command, const QByteArrayList &arguments,
                  const Options &options)
{
    const QByteArrayList root{"--data-root", absolutePath(options.dataRoot)};
    return shellCommand(programWords() + QByteArrayList{command} + arguments + root +
                        QByteArrayList{"--confirm"});
}

QString undoCommand(const ResetReport &report, const Options &options)
{
    return commandAt("restore", {report.restorePoint}, options);
}

Exit reportOutcome(const ResetReport &report, const Options &options)
{
    if (report.outcome == ResetReport::Outcome::Done ||
        report.outcome == ResetReport::Outcome::FailedIncomplete)
        recordChange();
    switch (report.outcome) {
    case ResetReport::Outcome::Done:
    case ResetReport::Outcome::NothingToDo:
        return report.undeleted.isEmpty() ? Exit::Done : Exit::Incomplete;
    case ResetReport::Outcome::Cancelled:
        return Exit::Interrupted;
    case ResetReport::Outcome::FailedIncomplete:
        if (report.error)
            printError(*report.error);
        return Exit::Incomplete;
    case ResetReport::Outcome::Refused:
    case ResetReport::Outcome::FailedRolledBack:
        break;
    }
    return report.error ? reportError(*report.error, options) : Exit::Failed;
}

Result<QList<RestorePointStore>> allStores(const Options &options)
{
    ASSIGN_OR_RETURN(const auto root, openDataRoot(options));
    return RestorePointStore::all(root);
}

Result<QList<FoundPoint>> allPoints(const Options &options)
{
    ASSIGN_OR_RETURN(const auto stores, allStores(options));
    QList<FoundPoint> found;
    for (const RestorePointStore &store : stores) {
        ASSIGN_OR_RETURN(const auto points, store.points());
        for (const RestorePoint &point : points)
            found.append({store, point});
    }
    return found;
}

} // namespace SyncAdmin::Console
