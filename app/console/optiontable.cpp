#include "optiontable.h"

#include <algorithm>
#include <array>
#include <map>

namespace SyncAdmin::Console {

namespace {

using Scope = OptionDescription::Scope;

bool parseNumber(const QByteArray &value, int least, int most, int &number)
{
    bool isNumber = false;
    number = value.toInt(&isNumber);
    return isNumber && number >= least && number <= most;
}

bool parseJobs(Options &options, const QByteArray &value)
{
    constexpr int maxJobs = 256;
    return parseNumber(value, 1, maxJobs, options.jobs);
}

bool parseKeepLast(Options &options, const QByteArray &value)
{
    constexpr int maxKept = 1'000'000;
    return parseNumber(value, 0, maxKept, options.keepLast.emplace());
}

bool parseMatch(Options &options, const QByteArray &value)
{
    options.match = value;
    return !value.isEmpty();
}

// "30d", "12h" or "2w", in seconds.
template <std::optional<qint64> Options::*member>
bool parseAge(Options &options, const QByteArray &value)
{
    constexpr qint64 hour = 3600;
    constexpr qint64 maxUnits = 100'000;
    const std::map<char, qint64> units{{'h', hour}, {'d', 24 * hour}, {'w', 7 * 24 * hour}};
    const auto unit = value.isEmpty() ? units.end() : units.find(value.back());
    bool isNumber = false;
    const qint64 number = value.chopped(value.isEmpty() ? 0 : 1).toLongLong(&isNumber);
    if (unit == units.end() || !isNumber || number < 0 || number > maxUnits)
        return false;
    options.*member = number * unit->second;
    return true;
}

bool parseLayout(Options &options, const QByteArray &value)
{
    options.layout = layoutFromName(QString::fromUtf8(value));
    return options.layout.has_value();
}

bool parseColor(Options &options, const QByteArray &value)
{
    const std::map<QByteArray, Options::Color> colors{{"auto", Options::Color::Auto},
                                                      {"always", Options::Color::Always},
                                                      {"never", Options::Color::Never}};
    const auto found = colors.find(value);
    if (found == colors.end())
        return false;
    options.color = found->second;
    return true;
}

bool parseDataRoot(Options &options, const QByteArray &value)
{
    options.dataRoot = value;
    options.dataRootGiven = true;
    return !value.isEmpty();
}

bool parseContainer(Options &options, const QByteArray &value)
{
    options.container = value;
    return !value.isEmpty();
}

template <bool Options::*member>
bool turnOn(Options &options, const QByteArray & /*value*/)
{
    options.*member = true;
    return true;
}

constexpr auto allOptions = std::to_array<OptionDescription>({
    {"full", '\0', nullptr,
     "Read both databases completely and check their integrity. This can take a long time.",
     &turnOn<&Options::full>},
    {"keep-media-files", '\0', nullptr,
     "Reset the databases and keep the media files where they are. The media database is kept if "
     "it is sound, and rebuilt from the files otherwise.",
     &turnOn<&Options::keepMediaFiles>},
    {"collection-only", '\0', nullptr,
     "Reset only the collection. The media files and their database stay.",
     &turnOn<&Options::collectionOnly>},
    {"media-only", '\0', nullptr,
     "Reset only the media files and their database. The collection stays.",
     &turnOn<&Options::mediaOnly>},
    {"no-restore-point", '\0', nullptr,
     "Make no restore point: the old data is deleted for good, and the operation cannot be undone.",
     &turnOn<&Options::noRestorePoint>},
    {"match", '\0', "PATTERN",
     "Reset all users whose names match the shell pattern, as in 'test-*'.", &parseMatch},
    {"undo", '\0', nullptr,
     "Undo the interrupted operation. This is the default if there are no newer files.",
     &turnOn<&Options::undo>},
    {"bring-back", '\0', nullptr,
     "Undo the interrupted operation even if a server has created new files since. The new files "
     "are moved into the restore point and kept there.",
     &turnOn<&Options::bringBack>},
    {"older-than", '\0', "AGE", "Delete restore points that are older than AGE: 30d, 12h or 2w.",
     &parseAge<&Options::olderThan>},
    {"all", '\0', nullptr, "Delete all restore points.", &turnOn<&Options::all>},
    {"keep-last", '\0', "N", "Keep the newest N restore points of each user.", &parseKeepLast},
    {"keep-within", '\0', "AGE", "Keep restore points that are younger than AGE: 30d, 12h or 2w.",
     &parseAge<&Options::keepWithin>},
    {"stop-server", '\0', nullptr,
     "Stop the container or the systemd service that holds the files, and start it again "
     "afterwards, even if the operation fails. The program waits up to three minutes until the "
     "server accepts connections.",
     &turnOn<&Options::stopServer>},
    {"server-stopped", '\0', nullptr,
     "Confirm that the server is stopped if the program cannot determine it, as on network file "
     "systems. The audit log records this.",
     &turnOn<&Options::serverStopped>},
    {"jobs", '\0', "N", "Analyze N users in parallel (default: the number of processors).",
     &parseJobs},
    {"dry-run", '\0', nullptr, "Only show what would be done. This is the default.",
     &turnOn<&Options::dryRun>},
    {"confirm", '\0', nullptr,
     "Perform the operation after a prompt. If standard input is not a terminal and does not "
     "contain yes, nothing is done and the exit code is 2.",
     &turnOn<&Options::confirm>},
    {"yes", '\0', nullptr, "Perform the operation without a prompt.", &turnOn<&Options::yes>},

    {"data-root", '\0', "FOLDER",
     "The data root of the server (default: $ANKI_SYNC_ADMIN_DATA_ROOT, else /data).",
     &parseDataRoot, Scope::DataRoot},
    {"container", '\0', "NAME",
     "Use the data root of this podman or docker container: NAME, podman:NAME or docker:NAME. It "
     "need not be running. Cannot be combined with --data-root.",
     &parseContainer, Scope::DataRoot},
    {"layout", '\0', "LAYOUT",
     "The layout to assume if a user's folder does not identify it: community, official or legacy.",
     &parseLayout, Scope::DataRoot},
    {"json", '\0', nullptr,
     "Print JSON Lines instead of text. The last line gives the outcome and the exit code.",
     &turnOn<&Options::json>, Scope::Global},
    {"quiet", 'q', nullptr, "Print no hints and no progress.", &turnOn<&Options::quiet>,
     Scope::Global},
    {"no-progress", '\0', nullptr, "Print no progress.", &turnOn<&Options::noProgress>,
     Scope::Global},
    {"color", '\0', "WHEN",
     "Use colors: auto, always or never. With auto (the default) they are used on a terminal "
     "unless NO_COLOR is set.",
     &parseColor, Scope::Global},
    {"local-time", '\0', nullptr, "Show times in the local time zone instead of UTC.",
     &turnOn<&Options::localTime>, Scope::Global},
    {"verbose", 'v', nullptr, "Log every step with its time to standard error.",
     &turnOn<&Options::verbose>, Scope::Global},
    {"help", 'h', nullptr, "Show the help of the command.", &turnOn<&Options::help>, Scope::Global},
    {"version", '\0', nullptr, "Show the version.", &turnOn<&Options::version>, Scope::Global},
});

} // namespace

std::span<const OptionDescription> optionTable()
{
    return allOptions;
}

const OptionDescription *optionNamed(const QByteArray &name)
{
    const auto *found =
        std::find_if(allOptions.begin(), allOptions.end(),
                     [&name](const OptionDescription &each) { return name == each.name; });
    return found != allOptions.end() ? found : nullptr;
}

} // namespace SyncAdmin::Console
