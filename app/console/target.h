#pragma once

#include "command.h"

#include "analysis/useranalysis.h"
#include "store/restorepoint.h"

namespace SyncAdmin::Console {

// The users that a command line names, and what their analysis needs to know of the data root.
struct Targets
{
    std::optional<DataRoot> root;
    QList<UserFolder> users;
    AnalysisOptions options;
    QList<RestorePoint> interrupted; // of the root; printed to standard error
    Exit outcome = Exit::Done; // Failed where anything named could not be found, which was printed
};

// Without names and pattern: all users.
Targets findTargets(const Options &options, const QByteArrayList &names);

// Why a user could not be read at all; nothing for findings.
std::optional<Error> unreadable(const Result<UserAnalysis> &analysis);

} // namespace SyncAdmin::Console
