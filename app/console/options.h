#pragma once

#include "base/result.h"
#include "volume/layout.h"

#include <QByteArrayList>

#include <optional>

namespace SyncAdmin::Console {

// Everything that a command line can say. Names are raw bytes, as the shell handed them over.
struct Options
{
    QByteArray dataRoot;
    bool dataRootGiven = false; // by option, not by environment or default
    QByteArray container;       // whose data root it is, in place of the option
    bool keepMediaFiles = false;
    bool collectionOnly = false;
    bool mediaOnly = false;
    bool confirm = false;
    bool dryRun = false;
    bool yes = false;
    bool json = false;
    bool verbose = false;
    bool check = false;
    bool noRestorePoint = false;
    bool serverStopped = false;
    bool stopServer = false;
    bool all = false;
    bool setAside = false;
    bool revoke = false;
    QByteArray match;                // a shell pattern for user names; empty: none
    std::optional<qint64> olderThan; // seconds
    bool help = false;
    bool version = false;
    int jobs = 0; // 0: as many as there are processors
    std::optional<Layout> layout;

    QByteArrayList words; // the whole command line, as it was
    QByteArrayList given; // the names of the options in it
    QByteArray command;
    QByteArrayList arguments;

    bool performs() const { return confirm || yes; }
};

// Reads argv: options and arguments in any order, "--" ends the options, names of options are never
// abbreviated. BadInput says what was wrong with the command line.
Result<Options> parseOptions(int argc, char **argv);

// BadInput for an option that the command does not have. The command itself is a known one.
Result<> checkOptionsOfCommand(const Options &options);

// The options' part of the help text.
QString optionsHelp();

// The same options again as words of a command line, for "run this": those that have an effect on
// the result, as far as `command` has them.
QByteArrayList repeatedOptions(const Options &options, const QByteArray &command);

} // namespace SyncAdmin::Console
