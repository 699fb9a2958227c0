#pragma once

#include "command.h"

#include <optional>

namespace SyncAdmin::Console {

// Shared by the commands that change something.

// Asks for confirmation, unless --yes was given. Returns nothing if the command may continue, else
// the exit code to end with.
std::optional<Exit> askToGoOn(const QString &question, const Options &options,
                              const std::stop_token &stop);

RunOptions runOptions(const Options &options);

// "anki-sync-adminctl reset john.doe --data-root /data --confirm"
QString commandFor(const QByteArray &command, const QByteArrayList &arguments,
                   const Options &options);
// The same for another command than the running one: of the options, only the data root is kept.
QString commandAt(const QByteArray &command, const QByteArrayList &arguments,
                  const Options &options);
// The command that undoes the reported operation.
QString undoCommand(const ResetReport &report, const Options &options);

// Prints the error of an operation that failed, and returns the exit code for the report.
Exit reportOutcome(const ResetReport &report, const Context &context);

// All restore points of the data root, which is opened first; one of them by its id.
Result<QList<FoundPoint>> allPoints(const Context &context);
Result<FoundPoint> pointNamed(const QByteArray &id, const Context &context);

} // namespace SyncAdmin::Console
