#pragma once

#include "command.h"

#include "engine/execution.h"
#include "store/restorepointstore.h"

#include <optional>

namespace SyncAdmin::Console {

// What the commands that change something share.

// Asks the question unless --yes answers it. Empty means go on; else the command ends with that.
std::optional<Exit> askToGoOn(const QString &question, const Options &options,
                              const std::stop_token &stop);

ExecutionOptions executionOptions(const Options &options);

// "anki-sync-adminctl reset john.doe --data-root /data --confirm"
QString commandFor(const QByteArray &command, const QByteArrayList &arguments,
                   const Options &options);
// The same for another command than the one that runs: only the data root is kept.
QString commandAt(const QByteArray &command, const QByteArrayList &arguments,
                  const Options &options);
// What undoes the operation of a report.
QString undoCommand(const ResetReport &report, const Options &options);

// Writes a failure to standard error and says what it means for the exit code.
Exit reportOutcome(const ResetReport &report, const Options &options);

// All stores of the data root.
Result<QList<RestorePointStore>> allStores(const Options &options);
// All restore points of the data root, each with its store.
Result<QList<FoundPoint>> allPoints(const Options &options);

} // namespace SyncAdmin::Console
