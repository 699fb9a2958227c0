#include "store/pointid.h"

#include <algorithm>

namespace SyncAdmin::PointId {

namespace {

constexpr qsizetype timePartSize = 15; // 20261129-021530

QByteArray safePart(const QByteArray &user)
{
    constexpr qsizetype maxLength = 40;
    const QString text = QString::fromUtf8(user).left(maxLength);
    QByteArray part;
    for (const QChar character : text) {
        const bool isSafe = character.unicode() < 0x80 &&
                            (character.isLetterOrNumber() || character == QLatin1Char('.') ||
                             character == QLatin1Char('_') || character == QLatin1Char('-'));
        part += isSafe ? character.toLatin1() : '_';
    }
    return part;
}

bool isNumber(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(),
                                          [](char each) { return each >= '0' && each <= '9'; });
}

} // namespace

QByteArray of(const QByteArray &user, const QDateTime &time)
{
    return time.toString(QStringLiteral("yyyyMMdd-HHmmss")).toLatin1() + '-' + safePart(user);
}

QByteArray numbered(const QByteArray &id, int number)
{
    return number == 1 ? id : QByteArray(id + '-' + QByteArray::number(number));
}

bool canBeOf(const QByteArray &id, const QByteArray &user)
{
    const QByteArray part = '-' + safePart(user);
    const QByteArray rest = id.mid(timePartSize);
    if (!rest.startsWith(part))
        return false;
    const QByteArray number = rest.mid(part.size());
    return number.isEmpty() || (number.startsWith('-') && isNumber(number.mid(1)));
}

} // namespace SyncAdmin::PointId
