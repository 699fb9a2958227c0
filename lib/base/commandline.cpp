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

bool isShownAsItIs(const QByteArray &word)
{
    QByteArray expected = word; // except the backslash, which has no meaning inside single quotes
    expected.replace('\\', "\\\\");
    return displayName(word).toUtf8() == expected;
}

// Uses printf(1), which every POSIX shell has; not all have $'...'. '!' is escaped because of
// history expansion.
QString printed(const QByteArray &word)
{
    QString quoted = QStringLiteral("\"$(printf '");
    for (qsizetype i = 0; i < word.size(); ++i) {
        const auto byte = static_cast<uchar>(word.at(i));
        const bool isOption = i == 0 && byte == '-';
        if (byte == '%')
            quoted += QStringLiteral("%%");
        else if (byte >= 0x20 && byte < 0x7f && !isOption &&
                 !QByteArray("'\\!\"`$").contains(word.at(i)))
            quoted += QLatin1Char(word.at(i));
        else
            quoted += QStringLiteral("\\%1").arg(byte, 3, 8, QLatin1Char('0'));
    }
    return quoted + QStringLiteral("')\"");
}

} // namespace

QString shellWord(const QByteArray &word)
{
    if (isPlain(word))
        return QString::fromLatin1(word);
    if (!isShownAsItIs(word)) {
        // Command substitution drops line feeds at the end of the output.
        qsizetype end = word.size();
        while (end > 0 && word.at(end - 1) == '\n')
            --end;
        const QString lineFeeds(word.size() - end, QLatin1Char('\n'));
        const QString start = end > 0 ? printed(word.left(end)) : QString();
        return lineFeeds.isEmpty() ? start
                                   : start + QLatin1Char('\'') + lineFeeds + QLatin1Char('\'');
    }
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
