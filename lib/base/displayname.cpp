#include "base/displayname.h"

#include <algorithm>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace SyncAdmin {

namespace {

bool isVisible(UChar32 character)
{
    if (u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)
        return false;
    switch (u_charType(character)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_UNASSIGNED:
        return false;
    default:
        return true;
    }
}

QString escaped(UChar32 character)
{
    switch (character) {
    case '\n':
        return QStringLiteral("\\n");
    case '\t':
        return QStringLiteral("\\t");
    case '\r':
        return QStringLiteral("\\r");
    case '\\':
        return QStringLiteral("\\\\");
    default:
        break;
    }
    if (character < 0x80)
        return QStringLiteral("\\x%1").arg(character, 2, 16, QLatin1Char('0'));
    return QStringLiteral("\\u{%1}").arg(character, 0, 16);
}

// Reads one character and advances `at`; negative if the bytes are not UTF-8.
UChar32 nextCharacter(const char *bytes, int32_t &at, int32_t length)
{
    UChar32 character = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion" // inside ICU's macro
    U8_NEXT(bytes, at, length, character);
#pragma GCC diagnostic pop
    return character;
}

} // namespace

QString displayName(const QByteArray &name)
{
    const bool isPlain = std::all_of(name.begin(), name.end(),
                                     [](char c) { return c >= ' ' && c < 0x7f && c != '\\'; });
    if (isPlain)
        return QString::fromLatin1(name);
    QString shown;
    shown.reserve(name.size());
    const char *bytes = name.constData();
    const auto length = static_cast<int32_t>(name.size());
    for (int32_t at = 0; at < length;) {
        const int32_t start = at;
        const UChar32 character = nextCharacter(bytes, at, length);
        if (character < 0) {
            for (int32_t i = start; i < at; ++i) {
                shown += QStringLiteral("\\x%1").arg(static_cast<uchar>(bytes[i]), 2, 16,
                                                     QLatin1Char('0'));
            }
        } else if (character == '\\' || !isVisible(character)) {
            shown += escaped(character);
        } else {
            shown += QString::fromUcs4(reinterpret_cast<const char32_t *>(&character), 1);
        }
    }
    return shown;
}

QString displayText(const QString &text)
{
    return displayName(text.toUtf8());
}

bool isUtf8(const QByteArray &name)
{
    // QString drops a byte order mark at the beginning, so the round trip starts from the bytes.
    return QString::fromUtf8(name).toUtf8() == name;
}

} // namespace SyncAdmin
