#include "options.h"

#include "base/displayname.h"

#include <QThread>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace SyncAdmin::Console {

namespace {

constexpr int mostJobs = 256;

// Which commands have an option: their names with a space between them. Signing out has its own
// set, under the name "sessions--revoke".
constexpr const char *everywhere = "";
constexpr const char *atDataRoots = "list analyze reset restore restore-points verify purge "
                                    "recover sessions sessions--revoke history";
constexpr const char *withJson = "roots list analyze reset restore restore-points verify purge "
                                 "recover sessions sessions--revoke history";
constexpr const char *changing = "reset restore purge recover sessions--revoke";

struct OptionDescription
{
    const char *name;
    const char *argument; // nullptr: a switch
    const char *commands;
    const char *help;
    bool (*apply)(Options &options, const QByteArray &value);

    bool isOf(const QByteArray &command) const
    {
        return *commands == '\0' || QByteArray(commands).split(' ').contains(command);
    }
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
    {"data-root", "FOLDER", atDataRoots,
     "the server's data root (default: $ANKI_SYNC_ADMIN_DATA_ROOT, else /data)", &parseDataRoot},
    {"container", "NAME", atDataRoots,
     "the data root of a container of podman or docker, in place of --data-root", &parseContainer},
    {"layout", "NAME", atDataRoots, "community, official or legacy, where the folders do not tell",
     &parseLayout},
    {"keep-media-files", nullptr, "reset",
     "reset the databases and leave the media files where they are",
     &turnOn<&Options::keepMediaFiles>},
    {"collection-only", nullptr, "reset",
     "reset: the collection alone; everything about the media stays",
     &turnOn<&Options::collectionOnly>},
    {"media-only", nullptr, "reset", "reset: the media alone; the collection stays",
     &turnOn<&Options::mediaOnly>},
    {"no-restore-point", nullptr, "reset sessions--revoke",
     "reset: delete the data for good instead of keeping it", &turnOn<&Options::noRestorePoint>},
    {"server-stopped", nullptr, "reset restore recover sessions--revoke",
     "state that the server is stopped, where that cannot be known (network file systems)",
     &turnOn<&Options::serverStopped>},
    {"stop-server", nullptr, "reset restore sessions--revoke",
     "stop the server that holds the files for a reset, a restore or a revocation, and start it "
     "again",
     &turnOn<&Options::stopServer>},
    {"match", "PATTERN", "reset", "reset: all users whose names match, as in 'test-*'",
     &parseMatch},
    {"older-than", "AGE", "purge", "purge: restore points made before, as in 30d, 12h or 2w",
     &parseAge},
    {"all", nullptr, "purge", "purge: all restore points", &turnOn<&Options::all>},
    {"set-aside", nullptr, "recover", "recover: move what was made since into the restore point",
     &turnOn<&Options::setAside>},
    {"revoke", nullptr, "sessions sessions--revoke", "sessions: sign out all devices of a user",
     &turnOn<&Options::revoke>},
    {"dry-run", nullptr, changing, "show what would be done (the default)",
     &turnOn<&Options::dryRun>},
    {"confirm", nullptr, changing, "do it, after asking", &turnOn<&Options::confirm>},
    {"yes", nullptr, changing, "do it without asking", &turnOn<&Options::yes>},
    {"check", nullptr, "analyze", "analyze: read the databases whole and check their integrity",
     &turnOn<&Options::check>},
    {"json", nullptr, withJson, "print JSON Lines instead of text", &turnOn<&Options::json>},
    {"jobs", "N", "list analyze reset",
     "users to look at in parallel (default: the number of processors)", &parseJobs},
    {"verbose", nullptr, everywhere, "log every step with its time to standard error",
     &turnOn<&Options::verbose>},
    {"help", nullptr, everywhere, "show this help", &turnOn<&Options::help>},
    {"version", nullptr, everywhere, "show the version", &turnOn<&Options::version>},
});

// Names are compared whole: an abbreviation would change its meaning with the next option that is
// added.
const OptionDescription *optionNamed(const QByteArray &name)
{
    const auto *found =
        std::find_if(descriptions.begin(), descriptions.end(),
                     [&name](const OptionDescription &each) { return name == each.name; });
    return found != descriptions.end() ? found : nullptr;
}

tl::unexpected<Error> wrong(const QString &words)
{
    return failure(Error::Code::BadInput, {}, words);
}

QString dashed(const QByteArray &name)
{
    return QStringLiteral("--") + QString::fromLatin1(name);
}

// Takes the words of a command line one after the other.
class Reader
{
public:
    Reader(QByteArrayList words, Options &options) : m_words(std::move(words)), m_options(options)
    {}

    Result<> read()
    {
        bool onlyArguments = false;
        while (!m_words.isEmpty()) {
            const QByteArray word = m_words.takeFirst();
            if (onlyArguments || !word.startsWith('-') || word == "-") {
                m_options.arguments.append(word);
            } else if (word == "--") {
                onlyArguments = true;
            } else if (auto taken = takeOption(word); !taken) {
                return taken;
            }
        }
        if (!m_options.arguments.isEmpty())
            m_options.command = m_options.arguments.takeFirst();
        return {};
    }

private:
    Result<> takeOption(const QByteArray &word)
    {
        const qsizetype equals = word.indexOf('=');
        const bool hasValue = equals >= 0;
        const QByteArray shown = hasValue ? word.left(equals) : word;
        const OptionDescription *option =
            optionNamed(word == "-h" ? QByteArray("help") : shown.mid(2));
        if (option == nullptr || (!shown.startsWith("--") && word != "-h"))
            return wrong(QStringLiteral("unknown option ") + displayName(shown));
        const bool takesValue = option->argument != nullptr;
        if (hasValue && !takesValue)
            return wrong(QStringLiteral("option %1 takes no value").arg(dashed(option->name)));
        if (takesValue && !hasValue && m_words.isEmpty())
            return wrong(QStringLiteral("option %1 needs a value").arg(dashed(option->name)));
        QByteArray value;
        if (takesValue)
            value = hasValue ? word.mid(equals + 1) : m_words.takeFirst();
        if (takesValue && m_options.given.contains(option->name))
            return wrong(QStringLiteral("option %1 is given twice").arg(dashed(option->name)));
        m_options.given.append(option->name);
        if (option->apply(m_options, value))
            return {};
        return wrong(
            QStringLiteral("option %1 cannot be '%2' (%3)")
                .arg(dashed(option->name), displayName(value), QString::fromLatin1(option->help)));
    }

    QByteArrayList m_words;
    Options &m_options;
};

Result<> checkContradictions(const Options &options)
{
    if (options.dryRun && options.performs())
        return wrong(QStringLiteral("--dry-run contradicts --confirm and --yes"));
    QByteArrayList scopes;
    for (const char *scope : {"keep-media-files", "collection-only", "media-only"}) {
        if (options.given.contains(scope))
            scopes.append(scope);
    }
    if (scopes.size() > 1)
        return wrong(
            QStringLiteral("%1 contradicts %2").arg(dashed(scopes.at(0)), dashed(scopes.at(1))));
    if (options.dataRootGiven && !options.container.isEmpty())
        return wrong(QStringLiteral("--container contradicts --data-root"));
    return {};
}

QByteArray keyOf(const QByteArray &command, bool revokes)
{
    return command == "sessions" && revokes ? QByteArray("sessions--revoke") : command;
}

} // namespace

Result<Options> parseOptions(int argc, char **argv)
{
    Options options;
    for (int i = 0; i < argc; ++i)
        options.words.append(argv[i]);
    const char *fromEnvironment = std::getenv("ANKI_SYNC_ADMIN_DATA_ROOT");
    options.dataRoot =
        fromEnvironment != nullptr && *fromEnvironment != '\0' ? fromEnvironment : "/data";
    RETURN_IF_ERROR(Reader(options.words.mid(1), options).read());
    if (options.jobs == 0)
        options.jobs = QThread::idealThreadCount();
    RETURN_IF_ERROR(checkContradictions(options));
    return options;
}

Result<> checkOptionsOfCommand(const Options &options)
{
    for (const QByteArray &name : options.given) {
        if (optionNamed(name)->isOf(keyOf(options.command, options.revoke)))
            continue;
        if (options.command == "sessions" && optionNamed(name)->isOf(keyOf("sessions", true)))
            return wrong(
                QStringLiteral("sessions takes option %1 only with --revoke").arg(dashed(name)));
        return wrong(
            QStringLiteral("%1 has no option %2").arg(displayName(options.command), dashed(name)));
    }
    return {};
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

QByteArrayList repeatedOptions(const Options &options, const QByteArray &command)
{
    QByteArrayList words;
    const auto add = [&](const char *name, bool isGiven, const QByteArrayList &option) {
        if (isGiven && optionNamed(name)->isOf(keyOf(command, options.revoke)))
            words += option;
    };
    add("data-root", options.dataRootGiven, {"--data-root", options.dataRoot});
    // Its name may look like an option.
    add("container", !options.container.isEmpty(), {"--container=" + options.container});
    if (options.layout)
        add("layout", true, {"--layout", layoutName(*options.layout).toUtf8()});
    add("keep-media-files", options.keepMediaFiles, {"--keep-media-files"});
    add("collection-only", options.collectionOnly, {"--collection-only"});
    add("media-only", options.mediaOnly, {"--media-only"});
    add("no-restore-point", options.noRestorePoint, {"--no-restore-point"});
    add("server-stopped", options.serverStopped, {"--server-stopped"});
    add("stop-server", options.stopServer, {"--stop-server"});
    add("match", !options.match.isEmpty(), {"--match", options.match});
    add("set-aside", options.setAside, {"--set-aside"});
    add("revoke", options.revoke, {"--revoke"});
    return words;
}

} // namespace SyncAdmin::Console
