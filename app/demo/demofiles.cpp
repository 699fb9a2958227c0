#include "demo/demofiles.h"

#include "base/displayname.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QtEndian>

namespace SyncAdmin::Demo {

namespace {

quint32 crcOf(const QByteArray &bytes)
{
    quint32 crc = 0xffffffff;
    for (const char byte : bytes) {
        crc ^= static_cast<uchar>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
    }
    return ~crc;
}

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(sizeof value, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

// The Adler-32 checksum at the end of a zlib stream.
quint32 adlerOf(const QByteArray &bytes)
{
    constexpr quint32 modulus = 65521;
    quint32 low = 1;
    quint32 high = 0;
    for (const char byte : bytes) {
        low = (low + static_cast<uchar>(byte)) % modulus;
        high = (high + low) % modulus;
    }
    return high << 16 | low;
}

// A zlib stream of one stored block: independent of the version of zlib, and faster.
QByteArray storedStream(const QByteArray &bytes)
{
    const auto length = static_cast<quint16>(bytes.size());
    QByteArray header("\x78\x01\x01....", 7);
    qToLittleEndian<quint16>(length, header.data() + 3);
    qToLittleEndian<quint16>(static_cast<quint16>(~length), header.data() + 5);
    return header + bytes + bigEndian(adlerOf(bytes));
}

// A chunk of the PNG format: length, type, data, checksum of type and data.
QByteArray chunk(const QByteArray &type, const QByteArray &data)
{
    const QByteArray body = type + data;
    return bigEndian(static_cast<quint32>(data.size())) + body + bigEndian(crcOf(body));
}

Error errorOf(const QString &path, const QString &text)
{
    return {Error::Code::System, displayName(QFile::encodeName(path)), text};
}

} // namespace

QByteArray pictureBytes(int number)
{
    constexpr int side = 8;
    QByteArray rows;
    for (int y = 0; y < side; ++y) {
        rows += '\0'; // no filter
        for (int x = 0; x < side; ++x) {
            rows += static_cast<char>(number + x * 31);
            rows += static_cast<char>(number / 256 + y * 31);
            rows += static_cast<char>(number * 7 + x * y);
        }
    }
    const QByteArray header = bigEndian(side) + bigEndian(side) + QByteArray("\x08\x02\0\0\0", 5);
    return QByteArray("\x89PNG\r\n\x1a\n") + chunk("IHDR", header) +
           chunk("IDAT", storedStream(rows)) + chunk("IEND", {});
}

Result<> writeFile(const QString &path, const QByteArray &content, qint64 modified)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        if (file.exists())
            return failure(Error::Code::Exists, displayName(QFile::encodeName(path)));
        return failure(errorOf(path, file.errorString()));
    }
    if (file.write(content) != content.size() || !file.flush())
        return failure(errorOf(path, file.errorString()));
    if (modified != 0 && !file.setFileTime(QDateTime::fromSecsSinceEpoch(modified),
                                           QFileDevice::FileModificationTime))
        return failure(errorOf(path, file.errorString()));
    return {};
}

Result<> makeFolder(const QString &path)
{
    if (!QDir().mkpath(path))
        return failure(errorOf(path, QStringLiteral("the folder cannot be made")));
    return {};
}

Result<QList<MediaEntry>> writeMediaFiles(const QString &folder, int count, qint64 newest)
{
    RETURN_IF_ERROR(makeFolder(folder));
    QList<MediaEntry> entries;
    entries.reserve(count);
    for (int i = 0; i < count; ++i) {
        const QByteArray bytes = pictureBytes(i);
        const MediaEntry entry{QStringLiteral("picture-%1.png").arg(i, 5, 10, QLatin1Char('0')),
                               bytes.size(),
                               QCryptographicHash::hash(bytes, QCryptographicHash::Sha1), false,
                               newest - (count - 1 - i) % 240 * hour};
        RETURN_IF_ERROR(writeFile(folder + QLatin1Char('/') + entry.name, bytes, entry.modified));
        entries.append(entry);
    }
    return entries;
}

} // namespace SyncAdmin::Demo
