#pragma once

#include "agent/requests.h"

#include <QByteArrayList>
#include <QTimeZone>

#include <optional>

namespace SyncAdmin::Console {

// A parsed command line. Names are raw bytes, as the shell passed them.
struct Options
{
    enum class Color { Auto, Always, Never };

    QByteArray dataRoot;
    bool dataRootGiven = false; // by the option, not by environment or default
    QByteArray container;       // whose data root is used
    std::optional<Layout> layout;
    bool json = false;
    bool quiet = false;
    bool noProgress = false;
    bool verbose = false;
    bool localTime = false;
    Color color = Color::Auto;
    bool help = false;
    bool version = false;

    bool keepMediaFiles = false;
    bool collectionOnly = false;
    bool mediaOnly = false;
    bool confirm = false;
    bool dryRun = false;
    bool yes = false;
    bool full = false;
    bool noRestorePoint = false;
    bool serverStopped = false;
    bool stopServer = false;
    bool all = false;
    bool undo = false;
    bool bringBack = false;
    QByteArray match;                 // a shell pattern for user names; empty: none
    std::optional<qint64> olderThan;  // seconds
    std::optional<qint64> keepWithin; // seconds
    std::optional<int> keepLast;
    int jobs = 0; // 0: as many as there are processors

    QByteArrayList words; // the whole command line as given
    QByteArrayList given; // the names of the options that were given
    QByteArray command;
    QByteArrayList arguments;

    bool performs() const { return confirm || yes; }
};

// The program's name, with "sudo" in front if the program was started by sudo.
QByteArrayList programWords();
// The path, made absolute for use in any working folder.
QByteArray absolutePath(const QByteArray &path);

// The options as words of a command line that the program suggests: those that affect the result
// and that `command` has.
QByteArrayList repeatedOptions(const Options &options, const QByteArray &command);

// UTC, or local time with --local-time.
inline QTimeZone timeZone(const Options &options)
{
    return options.localTime ? QTimeZone::systemTimeZone() : QTimeZone::utc();
}

} // namespace SyncAdmin::Console
