#pragma once

#include "command.h"

namespace SyncAdmin::Console {

// The users that a command line names, and how they are to be analyzed.
struct Targets
{
    QList<UserFolder> users;
    AnalysisRequest request;
    Exit outcome = Exit::Done; // Failed if a named user does not exist; the error was printed
};

// Opens the data root, and prints to standard error which operations were interrupted there.
// Without names and pattern: all users.
Targets findTargets(const Context &context, const QByteArrayList &names);

// The error of a user that could not be read at all; none for one with findings.
std::optional<Error> unreadable(const Result<UserAnalysis> &analysis);

} // namespace SyncAdmin::Console
