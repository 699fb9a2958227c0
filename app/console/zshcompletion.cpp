#include "completion.h"
#include "completionwords.h"

#include <QStringList>

namespace SyncAdmin::Console {

namespace {

constexpr auto zshNames = R"zsh(
_anki_sync_adminctl_names()
{
    local -a root names
    local i=${words[(I)--(data-root|container)]}
    ((i)) && root=($words[i] ${(Q)words[i+1]})
    names=(${(f)"$(anki-sync-adminctl __complete $1 $root 2>/dev/null)"})
    compadd -a names
}

)zsh";

// "'--layout[The layout]:LAYOUT:(community official legacy)'"
QString zshOption(const OptionDescription &option)
{
    QString help = quoted(option.help).section(QStringLiteral(". "), 0, 0);
    help.replace(QLatin1Char('['), QLatin1Char('(')).replace(QLatin1Char(']'), QLatin1Char(')'));
    help.replace(QLatin1Char(':'), QStringLiteral("\\:"));
    QString value;
    if (option.argument != nullptr) {
        value = QStringLiteral(":%1:").arg(QLatin1String(option.argument));
        if (!valuesOf(option).isEmpty())
            value += QStringLiteral("(%1)").arg(valuesOf(option));
        else if (QByteArray(option.argument) == "FOLDER")
            value += QStringLiteral("_files -/");
    }
    return QStringLiteral("'--%1[%2]%3'").arg(QLatin1String(option.name), help, value);
}

QString zshArguments(const Command &command)
{
    const QString kind = argumentKind(command);
    if (kind.isEmpty())
        return {};
    if (kind == QLatin1String("folder"))
        return QStringLiteral("'*:folder:_files -/'");
    return (kind.contains(QLatin1Char(' ')) ? QStringLiteral("'*:command:(%1)'")
                                            : QStringLiteral("'*:%1:_anki_sync_adminctl_names %1'"))
        .arg(kind);
}

} // namespace

QString zshCompletion()
{
    QString descriptions;
    QString cases;
    for (const Command *command : commands()) {
        const QString name = QLatin1String(command->name);
        descriptions += QStringLiteral("        '%1:%2'\n").arg(name, quoted(command->summary));
        QStringList entries;
        for (const OptionDescription &option : optionTable()) {
            if (command->hasOption(option.name))
                entries.append(zshOption(option));
        }
        entries.append(zshArguments(*command));
        cases += QStringLiteral("    %1) _arguments -S ").arg(name) +
                 entries.join(QStringLiteral(" \\\n        ")) + QStringLiteral(" ;;\n");
    }
    return QStringLiteral("#compdef anki-sync-adminctl\n"
                          "# Completion of anki-sync-adminctl for zsh, made from its command "
                          "table.\n") +
           QString::fromLatin1(zshNames) +
           QStringLiteral("_anki_sync_adminctl()\n{\n    local -a commands=(\n") + descriptions +
           QStringLiteral("    )\n    if ((CURRENT == 2)); then\n"
                          "        _describe command commands\n        return\n    fi\n"
                          "    case $words[2] in\n") +
           cases + QStringLiteral("    esac\n}\n\n_anki_sync_adminctl \"$@\"\n");
}

} // namespace SyncAdmin::Console
