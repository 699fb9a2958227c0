#include "command.h"
#include "interruption.h"
#include "terminal.h"

#include "base/displayname.h"
#include "base/process.h"
#include "database/sqlitedriver.h"
#include "discovery/rootcandidates.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>
#include <array>
#include <clocale>

namespace {

using namespace SyncAdmin;
using namespace SyncAdmin::Console;

constexpr auto commands = std::to_array<Command>({
    {"roots", "", "the data roots on this machine, and where they were found", &runRoots},
    {"list", "", "all users of the data root, with their figures", &runList},
    {"analyze", "USER...", "what a user has, and what is wrong with it", &runAnalyze},
    {"reset", "USER...", "give users a clean slate", &runReset},
    {"restore", "ID", "undo a reset or a restore", &runRestore},
    {"restore-points", "[USER...]", "what can be restored", &runRestorePoints},
    {"verify", "ID", "check that a restore point is complete and sound", &runVerify},
    {"purge", "ID...", "delete restore points for good", &runPurge},
    {"recover", "", "put back what was interrupted", &runRecover},
    {"sessions", "[USER...]", "which devices are signed in; --revoke signs a user's out",
     &runSessions},
    {"history", "[USER...]", "what was done here, when and by whom", &runHistory},
    {"demo", "FOLDER", "make a data root to try everything in", &runDemo},
});

QString helpText()
{
    constexpr int helpColumn = 24;
    QString text = QStringLiteral(
        "Usage: anki-sync-adminctl COMMAND [ARGUMENTS] [OPTIONS]\n\n"
        "Looks into the users' data of an Anki sync server and gives them a clean slate.\n"
        "Nothing is ever changed without --confirm or --yes.\n\nCommands:\n");
    for (const Command &command : commands) {
        const QString name = QStringLiteral("  %1 %2").arg(QLatin1String(command.name),
                                                           QLatin1String(command.arguments));
        text += name.leftJustified(helpColumn) + QLatin1String(command.help) + QLatin1Char('\n');
    }
    return text + QLatin1Char('\n') + optionsHelp() +
           QStringLiteral("\nExit codes: 0 done or cancelled at the prompt, 1 failed with nothing "
                          "changed, 2 wrong command line,\n3 refused because the files are in use, "
                          "4 failed and not put back completely, 130 stopped by Ctrl-C (128 + n: "
                          "by signal n)\n");
}

void configureLogging(bool verbose)
{
    qSetMessagePattern(QStringLiteral("[%{time process}] %{category}: %{message}"));
    QLoggingCategory::setFilterRules(verbose ? QStringLiteral("syncadmin.*.debug=true")
                                             : QStringLiteral("syncadmin.*.debug=false"));
}

// 128 + n for what was stopped by signal n.
int exitCode(Exit outcome, int signal)
{
    constexpr int exitBase = 128;
    return outcome == Exit::Interrupted && signal != 0 ? exitBase + signal
                                                       : static_cast<int>(outcome);
}

Exit runCommand(const Command &command, Options &options, const std::stop_token &stop)
{
    if (const auto usable = checkSqliteDriver(); !usable)
        return reportError(usable.error(), options);
    if (!options.container.isEmpty()) {
        const auto root = dataRootOf(options.container, {{}, stop});
        if (!root)
            return reportError(root.error(), options);
        options.dataRoot = *root;
    }
    return command.run(options, stop);
}

int run(int argc, char **argv)
{
    const auto wrong = [](const QString &text) { return static_cast<int>(usageError(text)); };
    auto options = parseOptions(argc, argv);
    if (!options)
        return wrong(options.error().message());
    if (options->version || options->help) {
        print(options->version ? QStringLiteral("anki-sync-adminctl " SYNCADMIN_VERSION "\n")
                               : helpText());
        return static_cast<int>(Exit::Done);
    }
    if (options->command.isEmpty())
        return wrong(QStringLiteral("no command was given"));
    const auto command = std::find_if(commands.begin(), commands.end(), [&](const Command &known) {
        return options->command == known.name;
    });
    if (command == commands.end())
        return wrong(QStringLiteral("unknown command '%1'").arg(displayName(options->command)));
    if (const auto checked = checkOptionsOfCommand(*options); !checked)
        return wrong(checked.error().message());
    configureLogging(options->verbose);
    if (!options->performs())
        endOnOutputError();
    const Interruption interruption(!options->performs());
    const Exit outcome = runCommand(*command, *options, interruption.token());
    return exitCode(outcome, interruption.signal());
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess();
    std::setlocale(LC_ALL, "C.UTF-8");
    // Qt takes no arguments from here: they are raw bytes, which it would not keep.
    int qtArgc = 1;
    const QCoreApplication application(qtArgc, argv);
    const int code = run(argc, argv);
    if (finishOutput() || code != static_cast<int>(Exit::Done))
        return code;
    return static_cast<int>(Exit::Failed);
}
