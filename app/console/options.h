#pragma once

#include "volume/layout.h"

#include <QByteArrayList>
#include <QTimeZone>

#include <optional>

namespace SyncAdmin::Console {

// Everything that a command line can say. Names are raw bytes, as the shell passed them.
struct Options
{
    enum class Color { Auto, Always, Never };

    QByteArray dataRoot;
    bool dataRootGiven = false; // by option, not by environment or default
    QByteArray container;       // whose data root it is, in place of the option
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

    QByteArrayList words; // the whole command line, as it was
    QByteArrayList given; // the names of the options in it
    QByteArray command;
    QByteArrayList arguments;

    bool performs() const { return confirm || yes; }
};

// "sudo" where the program runs by it, and the program's name.
QByteArrayList programWords();
// The path as a command in any other folder needs it.
QByteArray absolutePath(const QByteArray &path);

// The same options again as words of a command line, for "run this": those that have an effect on
// the result, as far as `command` has them.
QByteArrayList repeatedOptions(const Options &options, const QByteArray &command);

// UTC, or local time with --local-time.
inline QTimeZone timeZone(const Options &options)
{
    return options.localTime ? QTimeZone::systemTimeZone() : QTimeZone::utc();
}

} // namespace SyncAdmin::Console
