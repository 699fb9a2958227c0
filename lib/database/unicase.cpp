#include "database/unicase.h"

#include <QVarLengthArray>

#include <sqlite3.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace SyncAdmin {

namespace {

using Buffer = QVarLengthArray<char16_t, 256>;

// Folding turns one character into at most three.
Buffer folded(QStringView text)
{
    Buffer result(text.size() * 3 + 1);
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length =
        u_strFoldCase(result.data(), static_cast<int32_t>(result.size()), text.utf16(),
                      static_cast<int32_t>(text.size()), U_FOLD_CASE_DEFAULT, &status);
    result.resize(U_SUCCESS(status) ? length : 0);
    return result;
}

bool isAscii(const char *bytes, int length)
{
    for (int i = 0; i < length; ++i) {
        if (static_cast<signed char>(bytes[i]) < 0)
            return false;
    }
    return true;
}

// A fast path: most deck and tag names are ASCII, and an index needs many thousand comparisons.
int compareAscii(const char *a, int aLength, const char *b, int bLength)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
    const int common = std::min(aLength, bLength);
    for (int i = 0; i < common; ++i) {
        if (const int order = lower(a[i]) - lower(b[i]); order != 0)
            return order;
    }
    return aLength - bLength;
}

// QString::fromUtf8() is unsuitable because it drops a byte order mark.
QVarLengthArray<char16_t, 256> decoded(const char *bytes, int length)
{
    QVarLengthArray<char16_t, 256> text(length);
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = 0;
    u_strFromUTF8WithSub(text.data(), length, &size, bytes, length, 0xfffd, nullptr, &status);
    text.resize(U_SUCCESS(status) ? size : 0);
    return text;
}

int compareForSqlite(void * /*context*/, int aLength, const void *a, int bLength, const void *b)
{
    const auto *aBytes = static_cast<const char *>(a);
    const auto *bBytes = static_cast<const char *>(b);
    if (isAscii(aBytes, aLength) && isAscii(bBytes, bLength))
        return compareAscii(aBytes, aLength, bBytes, bLength);
    const auto aText = decoded(aBytes, aLength);
    const auto bText = decoded(bBytes, bLength);
    return compareUnicase(aText, bText);
}

} // namespace

int compareUnicase(QStringView a, QStringView b)
{
    const Buffer aFolded = folded(a);
    const Buffer bFolded = folded(b);
    return u_strCompare(aFolded.constData(), static_cast<int32_t>(aFolded.size()),
                        bFolded.constData(), static_cast<int32_t>(bFolded.size()), 1);
}

int registerUnicase(sqlite3 *connection)
{
    return sqlite3_create_collation_v2(connection, "unicase", SQLITE_UTF8, nullptr,
                                       &compareForSqlite, nullptr);
}

} // namespace SyncAdmin
