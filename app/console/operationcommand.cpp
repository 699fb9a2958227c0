#include "operationcommand.h"

#include "confirm.h"
#include "outcome.h"
#include "terminal.h"

#include "base/commandline.h"

#include <unistd.h>

namespace SyncAdmin::Console {

namespace {

// An error, so that a script that uses --confirm does not take a missing or a different answer for
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
            return notConfirmed(QStringLiteral("does not contain yes"));
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

RunOptions runOptions(const Options &options)
{
    RunOptions run;
    run.keepRestorePoint = !options.noRestorePoint;
    run.serverStopped = options.serverStopped;
    run.commandLine = shellCommand(options.words);
    return run;
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

Exit reportOutcome(const ResetReport &report, const Context &context)
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
    return report.error ? reportError(*report.error, context) : Exit::Failed;
}

Result<QList<FoundPoint>> allPoints(const Context &context)
{
    RETURN_IF_ERROR(openDataRoot(context));
    return context.host.points();
}

Result<FoundPoint> pointNamed(const QByteArray &id, const Context &context)
{
    RETURN_IF_ERROR(openDataRoot(context));
    return context.host.point(id);
}

} // namespace SyncAdmin::Console
