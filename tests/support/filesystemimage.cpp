#include "support/filesystemimage.h"

#include "base/filedescriptor.h"
#include "support/askeduser.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace SyncAdmin::Test {

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

qint64 minBytes(const QString &kind)
{
    if (kind == QStringLiteral("xfs"))
        return 300 * mebibyte;
    return (kind == QStringLiteral("btrfs") ? 110 : 8) * mebibyte;
}

// Disables lazy initialization, so the kernel writes nothing later.
QStringList makeOptions(const QString &kind)
{
    if (kind == QStringLiteral("ext4"))
        return {QStringLiteral("-q"), QStringLiteral("-F"),
                QStringLiteral("-m"), QStringLiteral("0"),
                QStringLiteral("-E"), QStringLiteral("lazy_itable_init=0,lazy_journal_init=0")};
    return {QStringLiteral("-q"), QStringLiteral("-f")};
}

// Skips zeros: a new log consists of them.
bool copyBytes(int from, int to, off_t begin, off_t end, QCryptographicHash &sum)
{
    constexpr size_t piece = 65536;
    static const std::array<char, piece> zeros{};
    std::array<char, piece> buffer;
    while (begin < end) {
        const size_t wanted = std::min(static_cast<size_t>(end - begin), piece);
        if (::pread(from, buffer.data(), wanted, begin) != static_cast<ssize_t>(wanted))
            return false;
        if (std::memcmp(buffer.data(), zeros.data(), wanted) != 0) {
            if (::pwrite(to, buffer.data(), wanted, begin) != static_cast<ssize_t>(wanted))
                return false;
            sum.addData(QByteArray::number(qint64(begin)));
            sum.addData({buffer.data(), static_cast<qsizetype>(wanted)});
        }
        begin += static_cast<off_t>(wanted);
    }
    return true;
}

} // namespace

bool takeOwnMounts()
{
    return ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
           ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

FileSystemImage::FileSystemImage(QString kind, QString file, qint64 bytes)
    : m_kind(std::move(kind)), m_file(std::move(file)),
      m_bytes(bytes == 0 ? minBytes(m_kind) : bytes)
{}

QString FileSystemImage::make(const QStringList &options) const
{
    QFile image(m_file);
    if (!image.open(QIODevice::WriteOnly | QIODevice::Truncate) || !image.resize(m_bytes))
        return image.errorString();
    const QString program = QStringLiteral("mkfs.") + m_kind;
    if (QStandardPaths::findExecutable(program).isEmpty())
        return program + QStringLiteral(" is not installed");
    if (!succeeds(QStringList{program} + makeOptions(m_kind) + options + QStringList{m_file}))
        return program + QStringLiteral(" fails here");
    return {};
}

std::unique_ptr<Mounted> FileSystemImage::mountCopy(const QString &copy, const QString &folder,
                                                    const QString &options) const
{
    QDir().mkpath(folder);
    // The kernel remembers the id of an earlier mounted copy, and would reject this one.
    if (m_kind == QStringLiteral("btrfs"))
        QProcess::execute(
            QStringLiteral("btrfs"),
            {QStringLiteral("device"), QStringLiteral("scan"), QStringLiteral("--forget")});
    QString all = QStringLiteral("loop");
    if (!options.isEmpty())
        all += QLatin1Char(',') + options;
    auto mounted = std::make_unique<Mounted>(
        QStringList{QStringLiteral("-t"), m_kind, QStringLiteral("-o"), all, copy}, folder);
    if (!mounted->isActive())
        mounted.reset();
    return mounted;
}

QByteArray FileSystemImage::copyTo(const QString &file) const
{
    const FileDescriptor from(::open(QFile::encodeName(m_file).constData(), O_RDONLY | O_CLOEXEC));
    const FileDescriptor to(
        ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!from.isOpen() || !to.isOpen() || ::ftruncate(to.get(), m_bytes) != 0)
        return {};
    QCryptographicHash sum(QCryptographicHash::Blake2b_256);
    for (off_t end = 0;;) {
        const off_t begin = ::lseek(from.get(), end, SEEK_DATA);
        if (begin < 0) // only a hole is left
            return sum.result();
        end = ::lseek(from.get(), begin, SEEK_HOLE);
        if (end < 0 || !copyBytes(from.get(), to.get(), begin, end, sum))
            return {};
    }
}

} // namespace SyncAdmin::Test
