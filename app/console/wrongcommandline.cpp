#include "wrongcommandline.h"

#include "commandtable.h"
#include "suggestion.h"
#include "terminal.h"

#include "base/displayname.h"

namespace SyncAdmin::Console {

namespace {

QString dashed(const QByteArray &name)
{
    return QStringLiteral("--") + QString::fromLatin1(name);
}

WrongCommandLine sentence(const QString &text, const QStringList &hints = {})
{
    return {text, hints, {}};
}

// An option as it was written, without its value.
QByteArray optionOf(const QByteArray &word)
{
    const qsizetype equals = word.indexOf('=');
    return equals < 0 ? word : word.left(equals);
}

bool isOption(const QByteArray &word)
{
    return word.size() > 1 && word.startsWith('-');
}

QStringList commandsWith(const QByteArray &option)
{
    QStringList names;
    for (const Command *command : commands()) {
        if (command->hasOption(option))
            names.append(QString::fromLatin1(command->name));
    }
    return names;
}

const OldName *oldNameOf(const QByteArray &command, const QByteArray &option)
{
    for (const OldName &old : oldNames()) {
        if (command == old.command && option == old.option)
            return &old;
    }
    return nullptr;
}

} // namespace

std::optional<WrongCommandLine> wrongForm(const QByteArrayList &words)
{
    bool isValue = false;
    for (const QByteArray &word : words) {
        const qsizetype equals = word.indexOf('=');
        const OptionDescription *option =
            !isValue && word.startsWith("--") ? optionNamed(optionOf(word).mid(2)) : nullptr;
        isValue = option != nullptr && option->argument != nullptr && equals < 0;
        if (option == nullptr || equals < 0)
            continue;
        if (option->argument == nullptr)
            return sentence(QStringLiteral("option %1 takes no value").arg(dashed(option->name)));
        if (equals + 1 == word.size())
            return sentence(QStringLiteral("option %1 needs a value").arg(dashed(option->name)));
    }
    return std::nullopt;
}

std::optional<WrongCommandLine> unknownWord(const QByteArrayList &words, const Command *command)
{
    for (const QByteArray &word : words) {
        if (command == nullptr && !isOption(word))
            return unknownCommand(word);
    }
    for (const QByteArray &word : words) {
        if (isOption(word))
            return unknownOption(word, command);
    }
    return std::nullopt;
}

std::optional<WrongCommandLine> contradiction(const Options &options)
{
    const auto both = [](const QByteArray &one, const QByteArray &other) {
        return sentence(
            QStringLiteral("%1 cannot be combined with %2").arg(dashed(one), dashed(other)));
    };
    if (options.dryRun && options.performs())
        return sentence(QStringLiteral("--dry-run cannot be combined with --confirm or --yes"));
    const std::initializer_list<QByteArrayList> groups{
        {"keep-media-files", "collection-only", "media-only"},
        {"undo", "bring-back"},
        {"data-root", "container"},
        {"older-than", "all"}};
    for (const QByteArrayList &group : groups) {
        QByteArrayList given;
        for (const QByteArray &name : group) {
            if (options.given.contains(name))
                given.append(name);
        }
        if (given.size() > 1)
            return both(given.at(0), given.at(1));
    }
    return std::nullopt;
}

WrongCommandLine givenTwice(const OptionDescription &option)
{
    return sentence(QStringLiteral("option %1 is given more than once").arg(dashed(option.name)));
}

WrongCommandLine wrongValue(const OptionDescription &option, const QByteArray &value)
{
    return sentence(
        QStringLiteral("option %1 cannot be '%2'").arg(dashed(option.name), displayName(value)),
        {QStringLiteral("%1 %2: %3")
             .arg(dashed(option.name), QLatin1String(option.argument),
                  QString::fromLatin1(option.help))});
}

WrongCommandLine incomplete(const QByteArray &words)
{
    const QByteArray option = words.left(std::max<qsizetype>(0, words.indexOf(':')));
    return sentence(option.startsWith("--")
                        ? QStringLiteral("option %1 needs a value").arg(displayName(option))
                        : displayName(words));
}

WrongCommandLine noCommand()
{
    return sentence(QStringLiteral("no command was given"));
}

WrongCommandLine unknownOption(const QByteArray &word, const Command *command)
{
    const QByteArray written = optionOf(word);
    const QByteArray name = written.startsWith("--") ? written.mid(2) : QByteArray();
    const QByteArray commandName = command != nullptr ? QByteArray(command->name) : QByteArray();
    if (const OldName *old = oldNameOf(commandName, name); old != nullptr && !name.isEmpty()) {
        return sentence(QStringLiteral("option %1 of %2 was renamed. Use: %3")
                            .arg(displayName(written), QString::fromLatin1(commandName),
                                 QString::fromLatin1(old->now)));
    }
    if (command != nullptr && optionNamed(name) != nullptr) {
        return sentence(QStringLiteral("%1 has no option %2")
                            .arg(QString::fromLatin1(commandName), dashed(name)),
                        {QStringLiteral("%1 is an option of: %2")
                             .arg(dashed(name), commandsWith(name).join(QStringLiteral(", ")))});
    }
    QStringList known;
    for (const OptionDescription &option : optionTable()) {
        if (command == nullptr ? option.isShared() : command->hasOption(option.name))
            known.append(dashed(option.name));
    }
    const QString near = nearest(displayName(written), known);
    return sentence(QStringLiteral("unknown option ") + displayName(written),
                    near.isEmpty() ? QStringList() : QStringList{near});
}

WrongCommandLine unknownCommand(const QByteArray &word)
{
    if (const OldName *old = oldNameOf(word, {})) {
        return sentence(QStringLiteral("the command '%1' was renamed. Use: %2")
                            .arg(displayName(word), QString::fromLatin1(old->now)));
    }
    QStringList known;
    for (const Command *command : commands())
        known.append(QString::fromLatin1(command->name));
    const QString near = nearest(displayName(word), known);
    return sentence(QStringLiteral("unknown command '%1'").arg(displayName(word)),
                    near.isEmpty() ? QStringList() : QStringList{near});
}

Exit reportWrong(const WrongCommandLine &line)
{
    printError({Error::Code::BadInput, {}, line.text});
    for (const QString &hint : line.hints)
        printHint(hint);
    printHint(QStringLiteral("Try: anki-sync-adminctl %1--help")
                  .arg(line.command.isEmpty()
                           ? QString()
                           : QString::fromLatin1(line.command) + QLatin1Char(' ')));
    return Exit::WrongUsage;
}

} // namespace SyncAdmin::Console
