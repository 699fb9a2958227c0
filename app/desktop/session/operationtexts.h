#pragma once

#include "agent/host.h"

namespace SyncAdmin::Desktop {

// How operations have ended, in the user's language. The reports are those of the console.

QString summaryOf(const OperationResult &result); // one sentence, and a line for each warning
// The message to forward to the user; empty where there is none.
QString messageOf(const OperationResult &result);
QString reportOf(const OperationResult &result, const QByteArray &dataRoot);
// The reports of all operations of a run, and of its servers.
QString reportOf(const RunReport &report, const QByteArray &dataRoot);

// What runs, and what stopping now means for the `total` operations of the run. `current` is null
// while servers are stopped or started.
QString stoppingText(const Operation *current, const QList<OperationResult> &results,
                     qsizetype total);

// How long the servers were down, or that one does not run.
struct PauseSummary
{
    QString text; // empty where no server was stopped
    bool hasFailed = false;
};
PauseSummary summaryOf(const PauseReport &report);

} // namespace SyncAdmin::Desktop
