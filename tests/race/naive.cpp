#include "race/naive.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

#include <cstdio>

namespace SyncAdmin::Test::Naive {

namespace {

const QDir::Filters everything = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;

// A script goes on after what it cannot change.
void give(const QByteArray &path, uid_t owner)
{
    if (::chown(path.constData(), owner, owner) != 0)
        std::fprintf(stderr, "naive: cannot give %s away\n", path.constData());
}

} // namespace

void reset(const QByteArray &user, uid_t owner)
{
    const QFileInfo folder(QFile::decodeName(user));
    if (folder.isSymLink() || !folder.isDir())
        return;
    for (const QFileInfo &entry : QDir(folder.filePath()).entryInfoList(everything)) {
        if (entry.isSymLink())
            continue;
        if (entry.isDir())
            QDir(entry.filePath()).removeRecursively();
        else
            QFile::remove(entry.filePath());
    }
    const QByteArray media = user + "/collection.media";
    QDir().mkpath(QFile::decodeName(media));
    give(media, owner);
}

void restore(const QByteArray &saved, const QByteArray &user, uid_t owner)
{
    if (QFileInfo(QFile::decodeName(user)).isSymLink())
        return;
    for (const QFileInfo &entry : QDir(QFile::decodeName(saved)).entryInfoList(everything)) {
        const QByteArray to = user + '/' + QFile::encodeName(entry.fileName());
        if (QFileInfo(QFile::decodeName(to)).isDir())
            QDir(QFile::decodeName(to)).removeRecursively();
        if (std::rename(QFile::encodeName(entry.filePath()).constData(), to.constData()) == 0)
            give(to, owner);
    }
}

void purge(const QByteArray &saved)
{
    QDir(QFile::decodeName(saved)).removeRecursively();
}

} // namespace SyncAdmin::Test::Naive
