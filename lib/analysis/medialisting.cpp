#include "analysis/medialisting.h"

#include "volume/artefact.h"

#include <QCryptographicHash>
#include <QHash>
#include <QSet>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace SyncAdmin {

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;
constexpr size_t readStep = size_t{256} * 1024;
constexpr qsizetype maxNameBytes = 120; // limit of clients

// Files that file managers leave, by name or by prefix.
bool isClutter(const QByteArray &name)
{
    constexpr std::array whole{".ds_store", "thumbs.db", "desktop.ini"};
    const QByteArray lower = name.toLower();
    return lower.startsWith("._") ||
           std::any_of(whole.begin(), whole.end(), [&](const char *each) { return lower == each; });
}

bool isAcceptedName(const QByteArray &name)
{
    if (isTemporaryMedia(name.constData()) || isClutter(name) || name.size() > maxNameBytes)
        return false;
    const QString text = QString::fromUtf8(name);
    if (text.toUtf8() != name || text.normalized(QString::NormalizationForm_C) != text)
        return false;
    static const QString forbidden = QStringLiteral("[]<>:\"/?*^\\|");
    const auto isForbidden = [](QChar c) {
        return forbidden.contains(c) || c.category() == QChar::Other_Control;
    };
    return !text.endsWith(QLatin1Char(' ')) && !text.endsWith(QLatin1Char('.')) &&
           std::none_of(text.begin(), text.end(), isForbidden);
}

Result<QByteArray> sumOf(const Directory &folder, const MediaFile &file, const Task &task)
{
    const QString path = folder.pathOf(file.name);
    ASSIGN_OR_RETURN(const auto opened, folder.openWithStatus(file.name));
    QCryptographicHash hash(QCryptographicHash::Sha1);
    std::vector<char> buffer(readStep);
    qint64 size = 0;
    for (;;) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, path);
        const ssize_t got = ::read(opened.descriptor.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failureFromErrno(errno, path);
        if (got == 0)
            break;
        hash.addData(QByteArrayView(buffer.data(), got));
        size += got;
    }
    ASSIGN_OR_RETURN(const FileStatus after, statusOf(opened.descriptor.get(), path));
    if (size != file.size || after.modified != file.modified)
        return failure(Error::Code::Changed, path);
    return hash.result();
}

} // namespace

Result<QList<MediaFile>> listMedia(const Directory &mediaFolder, const Task &task)
{
    ASSIGN_OR_RETURN(const Directory listing, mediaFolder.reopened());
    ASSIGN_OR_RETURN(const QList<DirectoryEntry> entries, listing.entries());
    QList<MediaFile> files;
    for (const DirectoryEntry &entry : entries) {
        if (task.stopRequested())
            return failure(Error::Code::Cancelled, mediaFolder.path());
        if (!isAcceptedName(entry.name))
            continue;
        ASSIGN_OR_RETURN(const auto status, ifExists(mediaFolder.status(entry.name)));
        if (!status)
            continue;
        if (status->isRegular() && status->size > 0)
            files.append({entry.name, status->size, status->modified});
    }
    std::sort(files.begin(), files.end(), [](const MediaFile &a, const MediaFile &b) {
        return a.modified != b.modified ? a.modified < b.modified : a.name < b.name;
    });
    return files;
}

Result<> addRows(const Directory &mediaFolder, const QList<MediaFile> &files, const Task &task,
                 MediaIndex &index)
{
    qint64 total = 0;
    for (const MediaFile &file : files)
        total += file.size;
    qint64 done = 0;
    for (const MediaFile &file : files) {
        ASSIGN_OR_RETURN(const QByteArray sum, sumOf(mediaFolder, file, task));
        index.rows.append(
            {file.name, sum, file.size, ++index.lastUsn, file.modified / nsPerSecond});
        done += file.size;
        task.report({QStringLiteral("media files"), done, total});
    }
    return {};
}

Result<> matchFolder(const Directory &mediaFolder, const Task &task, MediaIndex &index)
{
    ASSIGN_OR_RETURN(QList<MediaFile> files, listMedia(mediaFolder, task));
    QHash<QByteArray, MediaFile> listed;
    for (const MediaFile &file : std::as_const(files))
        listed.insert(file.name, file);
    QSet<QByteArray> matching;
    QList<MediaIndex::Row> rows;
    for (const MediaIndex::Row &row : std::as_const(index.rows)) {
        const auto file = listed.constFind(row.name);
        if (file == listed.constEnd()) {
            // Includes files with names that clients no longer accept; such a file can have a row.
            const auto status = mediaFolder.status(row.name);
            if (row.size == 0 || (status && status->size == row.size))
                rows.append(row);
            continue;
        }
        if (row.size != file->size)
            continue;
        ASSIGN_OR_RETURN(const QByteArray sum, sumOf(mediaFolder, *file, task));
        if (sum == row.sum) {
            rows.append(row);
            matching.insert(row.name);
        }
    }
    index.rows = rows;
    files.removeIf([&matching](const MediaFile &file) { return matching.contains(file.name); });
    return addRows(mediaFolder, files, task, index);
}

} // namespace SyncAdmin
