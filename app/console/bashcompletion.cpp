#include "completion.h"
#include "completionwords.h"

#include <QStringList>

#include <functional>

namespace SyncAdmin::Console {

namespace {

QString optionsOf(const Command &command)
{
    QStringList words;
    for (const OptionDescription &option : optionTable()) {
        if (command.hasOption(option.name))
            words.append(QStringLiteral("--") + QLatin1String(option.name));
    }
    return words.join(QLatin1Char(' '));
}

// A case of the shell for each command.
QString cases(const std::function<QString(const Command &)> &text)
{
    QString lines;
    for (const Command *command : commands()) {
        lines += QStringLiteral("    %1) echo \"%2\" ;;\n")
                     .arg(QLatin1String(command->name), text(*command));
    }
    return lines;
}

constexpr auto bashBody = R"bash(
_anki_sync_adminctl()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command= root=() word i kind
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        --data-root | --container) root=("$word" "${COMP_WORDS[i + 1]}"); ((i++)) ;;
        -*) ;;
        *) [[ -n $command ]] || command=$word ;;
        esac
    done
    COMPREPLY=()
    case $previous in
    --data-root) kind=folder ;;
    --container) kind=$({ podman ps -a --format '{{.Names}}'; docker ps -a --format '{{.Names}}'; } \
        2>/dev/null) ;;
    --layout) kind="community official legacy" ;;
    --color) kind="auto always never" ;;
    *)
        if [[ -z $command ]]; then
            kind=$(_anki_sync_adminctl_commands)
        elif [[ $current == -* ]]; then
            kind=$(_anki_sync_adminctl_options "$command")
        else
            kind=$(_anki_sync_adminctl_kind "$command")
        fi
        ;;
    esac
    case $kind in
    '') ;;
    folder) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    users | restore-points)
        while IFS= read -r word; do
            [[ $word != "$current"* ]] || COMPREPLY+=("$(printf '%q' "$word")")
        done < <(anki-sync-adminctl __complete "$kind" "${root[@]}" 2>/dev/null)
        ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$kind" -- "$current") ;;
    esac
}
)bash";

} // namespace

QString bashCompletion()
{
    return QStringLiteral(
               "# Completion of anki-sync-adminctl for bash, made from its command table.\n"
               "_anki_sync_adminctl_commands() { echo \"%1\"; }\n")
               .arg(commandNames()) +
           QStringLiteral("_anki_sync_adminctl_options()\n{\n    case $1 in\n") + cases(optionsOf) +
           QStringLiteral("    esac\n}\n_anki_sync_adminctl_kind()\n{\n    case $1 in\n") +
           cases(argumentKind) + QStringLiteral("    esac\n}\n") + QString::fromLatin1(bashBody) +
           QStringLiteral("complete -F _anki_sync_adminctl anki-sync-adminctl\n");
}

} // namespace SyncAdmin::Console
