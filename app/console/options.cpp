#include "options.h"

#include "base/displayname.h"

#include <QThread>

#include <getopt.h>

#include <array>
#include <cstdlib>
#include <map>

namespace SyncAdmin::Console {

namespace {

constexpr int mostJobs = 256;

struct OptionDescription
{
    const char *name;
    const char *argument; // nullptr: a switch
    const char *help;
    bool (*apply)(Options &options, const QByteArray &value);
};

bool parseJobs(Options &options, const QByteArray &value)
{
    bool isNumber = false;
    options.jobs = value.toInt(&isNumber);
    return isNumber && options.jobs >= 1 && options.jobs <= mostJobs;
}

bool parseMatch(Options &options, const QByteArray &value)
{
    options.match = value;
    return !value.isEmpty();
}

// "30d", "12h" or "2w".
bool parseAge(Options &options, const QByteArray &value)
{
    constexpr qint64 hour = 3600;
    constexpr qint64 mostUnits = 100'000;
    const std::map<char, qint64> units{{'h', hour}, {'d', 24 * hour}, {'w', 7 * 24 * hour}};
    const auto unit = value.isEmpty() ? units.end() : units.find(value.back());
    bool isNumber = false;
    const qint64 number = value.chopped(value.isEmpty() ? 0 : 1).toLongLong(&isNumber);
    if (unit == units.end() || !isNumber || number < 0 || number > mostUnits)
        return false;
    options.olderThan = number * unit->second;
    return true;
}

bool parseLayout(Options &options, const QByteArray &value)
{
    options.layout = layoutFromName(QString::fromUtf8(value));
    return options.layout.has_value();
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

constexpr auto descriptions = std::to_array<OptionDescription>({
    {"data-root", "FOLDER",
     "the server's data root (default: $ANKI_SYNC_ADMIN_DATA_ROOT, else /data)", &parseDataRoot},
    {"container", "NAME",
     "the data root of a container of podman or docker, in place of --data-root", &parseContainer},
    {"layout", "NAME", "community, official or legacy, where the folders do not tell",
     &parseLayout},
    {"keep-media-files", nullptr, "reset the databases and leave the media files where they are",
     &turnOn<&Options::keepMediaFiles>},
    {"collection-only", nullptr, "reset: the collection alone; everything about the media stays",
     &turnOn<&Options::collectionOnly>},
    {"media-only", nullptr, "reset: the media alone; the collection stays",
     &turnOn<&Options::mediaOnly>},
    {"no-restore-point", nullptr, "reset: delete the data for good instead of keeping it",
     &turnOn<&Options::noRestorePoint>},
    {"server-stopped", nullptr,
     "state that the server is stopped, where that cannot be known (network file systems)",
     &turnOn<&Options::serverStopped>},
    {"stop-server", nullptr,
     "stop the server that holds the files for a reset, a restore or a revocation, and start it "
     "again",
     &turnOn<&Options::stopServer>},
    {"match", "PATTERN", "reset: all users whose names match, as in 'test-*'", &parseMatch},
    {"older-than", "AGE", "purge: restore points made before, as in 30d, 12h or 2w", &parseAge},
    {"all", nullptr, "purge: all restore points", &turnOn<&Options::all>},
    {"set-aside", nullptr, "recover: move what was made since into the restore point",
     &turnOn<&Options::setAside>},
    {"revoke", nullptr, "sessions: sign out all devices of a user", &turnOn<&Options::revoke>},
    {"dry-run", nullptr, "show what would be done (the default)", &turnOn<&Options::dryRun>},
    {"confirm", nullptr, "do it, after asking", &turnOn<&Options::confirm>},
    {"yes", nullptr, "do it without asking", &turnOn<&Options::yes>},
    {"check", nullptr, "analyze: read the databases whole and check their integrity",
     &turnOn<&Options::check>},
    {"json", nullptr, "print JSON Lines instead of text", &turnOn<&Options::json>},
    {"jobs", "N", "users to look at in parallel (default: the number of processors)", &parseJobs},
    {"verbose", nullptr, "log every step with its time to standard error",
     &turnOn<&Options::verbose>},
    {"help", nullptr, "show this help", &turnOn<&Options::help>},
    {"version", nullptr, "show the version", &turnOn<&Options::version>},
});

QByteArray withoutValue(const QByteArray &text)
{
    return text.split('=').first();
}

Result<> applyOption(Options &options, size_t index, const char *value)
{
    const OptionDescription &description = descriptions.at(index);
    if (description.apply(options, QByteArray(value)))
        return {};
    return failure(Error::Code::BadInput, {},
                   QStringLiteral("option --%1 cannot be '%2' (%3)")
                       .arg(QString::fromLatin1(description.name), displayName(value),
                            QString::fromLatin1(description.help)));
}

} // namespace

Result<Options> parseOptions(int argc, char **argv)
{
    std::array<option, descriptions.size() + 1> table = {};
    for (size_t i = 0; i < descriptions.size(); ++i) {
        table.at(i) = {descriptions.at(i).name,
                       descriptions.at(i).argument != nullptr ? required_argument : no_argument,
                       nullptr, static_cast<int>(i) + 256};
    }
    Options options;
    for (int i = 0; i < argc; ++i)
        options.words.append(argv[i]);
    const char *fromEnvironment = std::getenv("ANKI_SYNC_ADMIN_DATA_ROOT");
    options.dataRoot =
        fromEnvironment != nullptr && *fromEnvironment != '\0' ? fromEnvironment : "/data";
    opterr = 0;
    for (;;) {
        const int found = getopt_long(argc, argv, ":h", table.data(), nullptr);
        if (found == -1)
            break;
        if (found == 'h') {
            options.help = true;
        } else if (found >= 256) {
            if (auto applied = applyOption(options, static_cast<size_t>(found - 256), optarg);
                !applied)
                return tl::unexpected(applied.error());
        } else {
            const QString shown = displayName(withoutValue(argv[optind - 1]));
            return failure(Error::Code::BadInput, {},
                           found == ':' ? QStringLiteral("option %1 needs a value").arg(shown)
                                        : QStringLiteral("unknown option %1").arg(shown));
        }
    }
    QByteArrayList words;
    for (int i = optind; i < argc; ++i)
        words.append(argv[i]);
    if (!words.isEmpty())
        options.command = words.takeFirst();
    options.arguments = words;
    if (options.jobs == 0)
        options.jobs = QThread::idealThreadCount();
    if (options.dryRun && options.performs())
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("--dry-run contradicts --confirm and --yes"));
    const QList<std::pair<bool, QString>> scopes{
        {options.keepMediaFiles, QStringLiteral("--keep-media-files")},
        {options.collectionOnly, QStringLiteral("--collection-only")},
        {options.mediaOnly, QStringLiteral("--media-only")}};
    QStringList given;
    for (const auto &[isGiven, name] : scopes) {
        if (isGiven)
            given.append(name);
    }
    if (given.size() > 1)
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("%1 contradicts %2").arg(given.at(0), given.at(1)));
    if (options.dataRootGiven && !options.container.isEmpty())
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("--container contradicts --data-root"));
    return options;
}

QString optionsHelp()
{
    constexpr int helpColumn = 24;
    QString text = QStringLiteral("Options:\n");
    for (const OptionDescription &description : descriptions) {
        QString name = QStringLiteral("  --") + QString::fromLatin1(description.name);
        if (description.argument != nullptr)
            name += QLatin1Char(' ') + QString::fromLatin1(description.argument);
        text += name.leftJustified(helpColumn) + QString::fromLatin1(description.help) +
                QLatin1Char('\n');
    }
    return text;
}

QByteArrayList repeatedOptions(const Options &options)
{
    QByteArrayList words;
    if (options.dataRootGiven)
        words += {"--data-root", options.dataRoot};
    if (!options.container.isEmpty())
        words += "--container=" + options.container; // its name may look like an option
    if (options.layout)
        words += {"--layout", layoutName(*options.layout).toUtf8()};
    if (options.keepMediaFiles)
        words += "--keep-media-files";
    if (options.collectionOnly)
        words += "--collection-only";
    if (options.mediaOnly)
        words += "--media-only";
    if (options.noRestorePoint)
        words += "--no-restore-point";
    if (options.serverStopped)
        words += "--server-stopped";
    if (options.stopServer)
        words += "--stop-server";
    if (!options.match.isEmpty())
        words += {"--match", options.match};
    if (options.setAside)
        words += "--set-aside";
    if (options.revoke)
        words += "--revoke";
    return words;
}

} // namespace SyncAdmin::Console
