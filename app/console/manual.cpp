#include "manual.h"

#include "command.h"
#include "help.h"
#include "optiontable.h"

namespace SyncAdmin::Console {

namespace {

// Escaped for roff.
QString roffText(const QString &text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QStringLiteral("\\e"));
    escaped.replace(QLatin1Char('-'), QStringLiteral("\\-"));
    const bool isRequest =
        escaped.startsWith(QLatin1Char('.')) || escaped.startsWith(QLatin1Char('\''));
    return isRequest ? QStringLiteral("\\&") + escaped : escaped;
}

QString roffLine(const QString &text)
{
    return text + QLatin1Char('\n');
}

// "--match PATTERN" with the option in bold and its argument in italics.
QString roffTerm(const OptionDescription &option)
{
    const QString usage = optionUsage(option.name);
    if (option.argument == nullptr)
        return QStringLiteral(".B ") + roffText(usage);
    const QString argument = QLatin1String(option.argument);
    return QStringLiteral(".BI \"%1 \" %2")
        .arg(roffText(usage.chopped(argument.size() + 1)), roffText(argument));
}

QString roffOptions(const Command *command)
{
    QString text;
    for (const OptionDescription &option : optionTable()) {
        if (command != nullptr ? !option.isShared() && command->hasOption(option.name)
                               : option.isShared()) {
            text += roffLine(QStringLiteral(".TP")) + roffLine(roffTerm(option)) +
                    roffLine(roffText(QString::fromLatin1(option.help)));
        }
    }
    return text;
}

QString roffCommand(const Command &command)
{
    QString text = roffLine(QStringLiteral(".SS ") + roffText(synopsis(command).section(u' ', 1))) +
                   roffLine(roffText(QString::fromLatin1(command.paragraph))) +
                   roffOptions(&command) + roffLine(QStringLiteral(".PP\nExamples:"));
    for (const Command::Example &example : command.examples) {
        text += roffLine(QStringLiteral(".TP")) +
                roffLine(QStringLiteral(".B anki\\-sync\\-adminctl ") +
                         roffText(QLatin1String(example.words))) +
                roffLine(roffText(QString::fromLatin1(example.purpose)));
    }
    return text;
}

QString roffCommands()
{
    QString text;
    for (const Command *command : commands())
        text += roffCommand(*command);
    return text;
}

QString roffExitCodes()
{
    QString text;
    for (const ExitCode &code : exitCodes()) {
        text += roffLine(QStringLiteral(".TP")) +
                roffLine(QStringLiteral(".B ") + roffText(QLatin1String(code.code))) +
                roffLine(roffText(QString::fromLatin1(code.meaning)));
    }
    return text;
}

} // namespace

QString manualPage(const QString &pattern)
{
    QString page = pattern;
    page.replace(QStringLiteral("@COMMANDS@\n"), roffCommands());
    page.replace(QStringLiteral("@OPTIONS@\n"), roffOptions(nullptr));
    page.replace(QStringLiteral("@EXIT_CODES@\n"), roffExitCodes());
    page.replace(QStringLiteral("@VERSION@"), QStringLiteral(SYNCADMIN_VERSION));
    return page;
}

} // namespace SyncAdmin::Console
