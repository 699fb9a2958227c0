#include "completion.h"
#include "completionwords.h"

namespace SyncAdmin::Console {

namespace {

constexpr auto fishNames = R"fish(function __anki_sync_adminctl_names
    set -l words (commandline -opc)
    set -l root
    for i in (seq (count $words))
        if contains -- $words[$i] --data-root --container
            set root $words[$i] $words[(math $i + 1)]
        end
    end
    anki-sync-adminctl __complete $argv[1] $root 2>/dev/null
end
complete -c anki-sync-adminctl -f
)fish";

QString fishOption(const OptionDescription &option)
{
    QString text = QStringLiteral("-l ") + QLatin1String(option.name);
    if (option.letter != '\0')
        text += QStringLiteral(" -s ") + QLatin1Char(option.letter);
    if (!valuesOf(option).isEmpty())
        text += QStringLiteral(" -x -a '%1'").arg(valuesOf(option));
    else if (option.argument != nullptr)
        text += QStringLiteral(" -r");
    return text + QStringLiteral(" -d '%1'").arg(quoted(option.help));
}

QString fishArguments(const Command &command)
{
    const QString kind = argumentKind(command);
    if (kind == QLatin1String("folder"))
        return QStringLiteral("-a '(__fish_complete_directories)'");
    if (kind.contains(QLatin1Char(' ')))
        return QStringLiteral("-a '%1'").arg(kind);
    return kind.isEmpty() ? QString()
                          : QStringLiteral("-a '(__anki_sync_adminctl_names %1)'").arg(kind);
}

} // namespace

QString fishCompletion()
{
    const QString program = QStringLiteral("complete -c anki-sync-adminctl ");
    QString text = QStringLiteral(
        "# Completion of anki-sync-adminctl for fish, made from its command table.\n");
    text += QString::fromLatin1(fishNames);
    for (const Command *command : commands()) {
        const QString name = QLatin1String(command->name);
        text += program + QStringLiteral("-n __fish_use_subcommand -a %1 -d '%2'\n")
                              .arg(name, quoted(command->summary));
        const QString within =
            program + QStringLiteral("-n '__fish_seen_subcommand_from %1' ").arg(name);
        for (const OptionDescription &option : optionTable()) {
            if (command->hasOption(option.name))
                text += within + fishOption(option) + QLatin1Char('\n');
        }
        if (const QString arguments = fishArguments(*command); !arguments.isEmpty())
            text += within + arguments + QLatin1Char('\n');
    }
    return text;
}

} // namespace SyncAdmin::Console
