#include "base/commandline.h"

#include "base/displayname.h"

#include <QStringList>

namespace SyncAdmin {

namespace {

bool isPlain(const QByteArray &word)
{
    for (const char c : word) {
        const bool isLetterOrDigit =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!isLetterOrDigit && !QByteArray("_-./:@%+=,").contains(c))
            return false;
    }
    return !word.isEmpty();
}

QString ansiQuoted(const QByteArray &word)
{
    QString quoted = QStringLiteral("$'");
    for (const char c : word) {
        const auto byte = static_cast<uchar>(c);
        if (c == '\'' || c == '\\')
            quoted += QLatin1Char('\\') + QLatin1Char(c);
        else if (byte >= 0x20 && byte < 0x7f)
            quoted += QLatin1Char(c);
        else
            quoted += QStringLiteral("\\x%1").arg(byte, 2, 16, QLatin1Char('0'));
    }
    return quoted + QLatin1Char('\'');
}

} // namespace

QString shellWord(const QByteArray &word)
{
    if (isPlain(word))
        return QString::fromLatin1(word);
    QByteArray shownAsItIs = word; // but for the backslash, which means nothing within quotes
    shownAsItIs.replace('\\', "\\\\");
    if (displayName(word).toUtf8() != shownAsItIs)
        return ansiQuoted(word);
    QByteArray quoted = word;
    quoted.replace('\'', "'\\''");
    return QLatin1Char('\'') + QString::fromUtf8(quoted) + QLatin1Char('\'');
}

QString shellCommand(const QByteArrayList &words)
{
    QStringList quoted;
    for (const QByteArray &word : words)
        quoted.append(shellWord(word));
    return quoted.join(QLatin1Char(' '));
}

} // namespace SyncAdmin
