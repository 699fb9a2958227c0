#include "help.h"

#include "commandtable.h"
#include "optiontable.h"
#include "terminal.h"
#include "wrongcommandline.h"

#include "report/json.h"

#include <QJsonObject>
#include <QStringList>

namespace SyncAdmin::Console {

namespace {

constexpr qsizetype pageWidth = 79;
const QString indent(4, QLatin1Char(' '));

// The text in lines of the page's width, each indented.
QString wrapped(const QString &text, const QString &indentation)
{
    QString lines;
    QString line;
    for (const QString &word : text.split(QLatin1Char(' '))) {
        if (!line.isEmpty() && line.size() + 1 + word.size() > pageWidth - indentation.size()) {
            lines += indentation + line + QLatin1Char('\n');
            line.clear();
        }
        line += line.isEmpty() ? word : QLatin1Char(' ') + word;
    }
    return lines + indentation + line + QLatin1Char('\n');
}

QString section(const char *title, const QString &text)
{
    return text.isEmpty() ? QString()
                          : QLatin1Char('\n') + QLatin1String(title) + QLatin1Char('\n') + text;
}

QString entry(const QString &term, const QString &text)
{
    return indent + term + QLatin1Char('\n') + wrapped(text, indent + indent);
}

QString optionEntries(const Command &command, bool shared)
{
    QString text;
    for (const OptionDescription &option : optionTable()) {
        if (option.isShared() == shared && command.hasOption(option.name))
            text += entry(optionUsage(option.name), QString::fromLatin1(option.help));
    }
    return text;
}

QString exitEntries(const Command &command)
{
    QString text;
    for (const ExitCode &code : exitCodes()) {
        if (command.effect == Command::Effect::Changes || !code.onlyOfChanges)
            text += entry(QLatin1String(code.code), QString::fromLatin1(code.meaning));
    }
    return text;
}

QString exampleEntries(const Command &command)
{
    QString text;
    for (const Command::Example &example : command.examples) {
        text += entry(QStringLiteral("anki-sync-adminctl ") + QLatin1String(example.words),
                      QString::fromLatin1(example.purpose));
    }
    return text;
}

// Two columns: terms and their texts.
QString columns(const QList<std::pair<QString, QString>> &rows)
{
    constexpr qsizetype column = 26;
    const QString hanging(column, QLatin1Char(' '));
    QString text;
    for (const auto &[term, description] : rows) {
        const QString start = QStringLiteral("  ") + term.trimmed();
        const QString lines = wrapped(description, hanging);
        text += start.size() < column - 1 ? QString(start.leftJustified(column) + lines.mid(column))
                                          : QString(start + QLatin1Char('\n') + lines);
    }
    return text;
}

void printText(const char *type, const QString &text, const Options &options)
{
    if (options.json) {
        print(jsonLine(
            {{QStringLiteral("type"), QLatin1String(type)}, {QStringLiteral("text"), text}}));
    } else {
        print(text);
    }
}

Exit runHelp(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() > 1)
        return usageError(QStringLiteral("help needs the name of one command"), options.command);
    const Command *command = nullptr;
    if (!options.arguments.isEmpty()) {
        command = commandNamed(options.arguments.first());
        if (command == nullptr)
            return reportWrong(unknownCommand(options.arguments.first()));
    }
    printHelp(command, options);
    return Exit::Done;
}

} // namespace

QString optionUsage(const QByteArray &name)
{
    const OptionDescription *option = optionNamed(name);
    QString usage = QStringLiteral("--") + QString::fromLatin1(name);
    if (option->letter != '\0')
        usage = QStringLiteral("-%1, ").arg(QLatin1Char(option->letter)) + usage;
    if (option->argument != nullptr)
        usage += QLatin1Char(' ') + QLatin1String(option->argument);
    return usage;
}

QString synopsis(const Command &command)
{
    QString text = QStringLiteral("anki-sync-adminctl ") + QLatin1String(command.name);
    if (*command.arguments != '\0')
        text += QLatin1Char(' ') + QLatin1String(command.arguments);
    return text + QStringLiteral(" [OPTIONS]");
}

QString helpText(const Command &command)
{
    const QString name = QStringLiteral("anki-sync-adminctl ") + QLatin1String(command.name);
    QStringList others;
    for (const QByteArray &other : QByteArray(command.seeAlso).split(' '))
        others.append(QStringLiteral("anki-sync-adminctl help ") + QString::fromLatin1(other));
    return QStringLiteral("NAME\n") + indent + name + QStringLiteral(" - ") +
           QString::fromLatin1(command.summary) + QLatin1Char('\n') +
           section("SYNOPSIS", indent + synopsis(command) + QLatin1Char('\n')) +
           section("DESCRIPTION", wrapped(QString::fromLatin1(command.paragraph), indent)) +
           section("OPTIONS", optionEntries(command, false)) +
           section("SHARED OPTIONS", optionEntries(command, true)) +
           section("EXIT CODES", exitEntries(command)) +
           section("EXAMPLES", exampleEntries(command)) +
           section("SEE ALSO",
                   indent + others.join(QStringLiteral("\n") + indent) + QLatin1Char('\n'));
}

QString helpText()
{
    QList<std::pair<QString, QString>> commandRows;
    for (const Command *command : commands()) {
        commandRows.append(
            {QLatin1String(command->name) + QLatin1Char(' ') + QLatin1String(command->arguments),
             QString::fromLatin1(command->summary)});
    }
    QList<std::pair<QString, QString>> options;
    for (const OptionDescription &option : optionTable()) {
        if (option.isShared())
            options.append({optionUsage(option.name), QString::fromLatin1(option.help)});
    }
    QList<std::pair<QString, QString>> codeRows;
    for (const ExitCode &code : exitCodes())
        codeRows.append({QLatin1String(code.code), QString::fromLatin1(code.meaning)});
    return QStringLiteral(
               "Usage: anki-sync-adminctl COMMAND [ARGUMENTS] [OPTIONS]\n\n"
               "Inspects the data of an Anki sync server's users, resets users, and undoes\n"
               "resets. Nothing is ever changed without --confirm or --yes.\n\n"
               "Commands:\n") +
           columns(commandRows) + QStringLiteral("\nShared options:\n") + columns(options) +
           QStringLiteral("\nExit codes:\n") + columns(codeRows) +
           QStringLiteral("\nOptions and examples of a command: anki-sync-adminctl help COMMAND\n");
}

void printHelp(const Command *command, const Options &options)
{
    printText("help", command != nullptr ? helpText(*command) : helpText(), options);
}

void printVersion(const Options &options)
{
    printText("version", QStringLiteral("anki-sync-adminctl " SYNCADMIN_VERSION "\n"), options);
}

const Command helpCommand{
    "help",
    "[COMMAND]",
    "show the help of a command",
    "Shows the help page of a command, or the summary of all commands.",
    "",
    Command::Effect::Reads,
    false,
    {{{"help reset", "Show the options and the exit codes of reset."},
      {"help", "List all commands."}}},
    "version",
    &runHelp,
};

} // namespace SyncAdmin::Console
