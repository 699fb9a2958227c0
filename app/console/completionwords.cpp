#include "completionwords.h"

#include <QStringList>

namespace SyncAdmin::Console {

QString commandNames()
{
    QStringList names;
    for (const Command *command : commands())
        names.append(QLatin1String(command->name));
    return names.join(QLatin1Char(' '));
}

QString argumentKind(const Command &command)
{
    const QString arguments = QLatin1String(command.arguments);
    if (arguments.contains(QLatin1String("USER")))
        return QStringLiteral("users");
    if (arguments.contains(QLatin1String("ID")))
        return QStringLiteral("restore-points");
    if (arguments.contains(QLatin1String("COMMAND")))
        return commandNames();
    return arguments.contains(QLatin1String("FOLDER")) ? QStringLiteral("folder") : QString();
}

QString valuesOf(const OptionDescription &option)
{
    if (QByteArray(option.name) == "layout")
        return QStringLiteral("community official legacy");
    return QByteArray(option.name) == "color" ? QStringLiteral("auto always never") : QString();
}

QString quoted(const char *text)
{
    return QString::fromLatin1(text).replace(QLatin1Char('\''), QStringLiteral("'\\''"));
}

} // namespace SyncAdmin::Console
