#include "base/commandline.h"
#include "base/directory.h"
#include "base/displayname.h"
#include "database/unicase.h"
#include "report/table.h"
#include "volume/artefact.h"

#include <QString>

#include <cstdint>
#include <cstdlib>

using namespace SyncAdmin;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

// The bytes behind an escape that begins after its backslash; moves `at` behind it.
QByteArray unescaped(const QByteArray &text, qsizetype &at)
{
    const char kind = text.at(at++);
    switch (kind) {
    case 'n':
        return "\n";
    case 't':
        return "\t";
    case 'r':
        return "\r";
    case 'x':
        at += 2;
        return QByteArray::fromHex(text.mid(at - 2, 2));
    case 'u': {
        const qsizetype close = text.indexOf('}', at);
        const auto code =
            static_cast<char32_t>(text.mid(at + 1, close - at - 1).toUInt(nullptr, 16));
        at = close + 1;
        return QStringView(QChar::fromUcs4(code)).toUtf8();
    }
    default:
        return QByteArray(1, kind);
    }
}

// What displayName() was made from: that it can be told means that no two names look alike.
QByteArray originalOf(const QString &shown)
{
    const QByteArray text = shown.toUtf8();
    QByteArray original;
    for (qsizetype at = 0; at < text.size();) {
        if (text.at(at) != '\\') {
            original += text.at(at++);
            continue;
        }
        ++at;
        original += unescaped(text, at);
    }
    return original;
}

// A word as a shell reads it, of the three forms that shellWord() writes.
QByteArray wordOf(const QString &quoted)
{
    QByteArray text = quoted.toUtf8();
    const QByteArray start = "\"$(printf '";
    if (text.startsWith(start)) {
        const qsizetype end = text.indexOf("')\"", start.size());
        QByteArray word;
        for (qsizetype at = start.size(); at < end; ++at) {
            if (text.at(at) == '\\') {
                word += static_cast<char>(text.mid(at + 1, 3).toInt(nullptr, 8));
                at += 3;
            } else {
                word += text.at(at);
                at += text.at(at) == '%' ? 1 : 0;
            }
        }
        return word + text.mid(end + 3).replace("'", "");
    }
    if (!text.startsWith('\''))
        return text;
    return text.mid(1, text.size() - 2).replace("'\\''", "'");
}

void checkName(const QByteArray &name)
{
    const QString shown = displayName(name);
    require(originalOf(shown) == name);
    for (const uint character : shown.toUcs4()) {
        const auto category = QChar::category(static_cast<char32_t>(character));
        require(category != QChar::Other_Control && category != QChar::Other_Format &&
                category != QChar::Separator_Line && category != QChar::Separator_Paragraph);
    }
    require(displayWidth(shown) <= shown.size() * 2);
    require(isUtf8(name) == (QString::fromUtf8(name).toUtf8() == name));
    if (!name.contains('\0'))
        require(wordOf(shellWord(name)) == name);
}

void checkArtefact(const QByteArray &name)
{
    const Artefact artefact = artefactFor(name);
    const bool isSidecar = artefact.kind == Artefact::Kind::CollectionSidecar ||
                           artefact.kind == Artefact::Kind::MediaDatabaseSidecar;
    require(isSidecar != artefact.database.isEmpty());
    require(!isSidecar || name.startsWith(artefact.database));
    if (artefact.hasOwnMeaning())
        require(isSingleName(name) && isUtf8(name));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray name(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    checkName(name);
    checkArtefact(name);
    for (const char *start : {"collection.anki2", "collection.media", "media.db"})
        checkArtefact(QByteArray(start) + name);
    const QString text = QString::fromUtf8(name);
    const QStringView a = QStringView(text).left(text.size() / 2);
    const QStringView b = QStringView(text).mid(text.size() / 2);
    const int order = compareUnicase(a, b);
    require((order < 0) == (compareUnicase(b, a) > 0) && compareUnicase(a, a) == 0);
    return 0;
}
