#include "commandline.h"
#include "completion.h"
#include "help.h"
#include "interruption.h"
#include "outcome.h"
#include "terminal.h"
#include "wrongcommandline.h"

#include "agent/localhost.h"
#include "base/process.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <clocale>

namespace {

using namespace SyncAdmin;
using namespace SyncAdmin::Console;

void configureLogging(bool verbose)
{
    qSetMessagePattern(QStringLiteral("[%{time process}] %{category}: %{message}"));
    QLoggingCategory::setFilterRules(verbose ? QStringLiteral("syncadmin.*.debug=true")
                                             : QStringLiteral("syncadmin.*.debug=false"));
}

// 128 + n for a command that was stopped by signal n.
int exitCode(Exit outcome, int signal)
{
    constexpr int exitBase = 128;
    return outcome == Exit::Interrupted && signal != 0 ? exitBase + signal
                                                       : static_cast<int>(outcome);
}

Exit runCommand(const Command &command, Options &options, const std::stop_token &stop)
{
    LocalHost host;
    const Context context{host, options, stop};
    // The other commands read no database, so that they work without a driver.
    if (command.usesDataRoot || command.effect != Command::Effect::Reads) {
        if (const auto usable = host.checkInstallation(); !usable)
            return reportError(usable.error(), context);
    }
    if (command.usesDataRoot && !options.container.isEmpty()) {
        const auto root = host.dataRootOf(options.container, context.task());
        if (!root)
            return reportError(root.error(), context);
        options.dataRoot = *root;
    }
    return command.run(context);
}

int run(CommandLine &line)
{
    Options &options = line.options;
    configureOutput(options);
    configureLogging(options.verbose);
    if (!options.performs())
        endOnOutputError();
    if (options.version || options.help) {
        if (options.version)
            printVersion(options);
        else
            printHelp(line.command, options);
        return static_cast<int>(Exit::Done);
    }
    const Interruption interruption(!options.performs());
    const Exit outcome = runCommand(*line.command, options, interruption.token());
    return exitCode(outcome, interruption.signal());
}

int run(const QByteArrayList &all)
{
    const QByteArrayList words = all.mid(1);
    if (words.value(0) == completionWord)
        return static_cast<int>(printNames(words.mid(1)));
    auto line = parseCommandLine(words);
    QByteArray command;
    int code = 0;
    if (line) {
        command = line->options.command;
        line->options.words = all;
        code = run(*line);
    } else {
        command = line.error().command;
        code = static_cast<int>(reportWrong(line.error()));
    }
    if (asksForJson(words))
        print(outcomeLine(command, code));
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess();
    std::setlocale(LC_ALL, "C.UTF-8");
    // The arguments are raw bytes, which Qt would decode and change.
    int qtArgc = 1;
    const QCoreApplication application(qtArgc, argv);
    const int code = run(QByteArrayList(argv, argv + argc));
    if (finishOutput() || code != static_cast<int>(Exit::Done))
        return code;
    return static_cast<int>(Exit::Failed);
}
