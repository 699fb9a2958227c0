#include "race/arena.h"

#include "support/askeduser.h"
#include "support/files.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace SyncAdmin::Test {

namespace {

namespace fs = std::filesystem;

fs::path pathOf(const QByteArray &path)
{
    return fs::path(path.toStdString());
}

void copyTree(const QByteArray &from, const QByteArray &to)
{
    fs::remove_all(pathOf(to));
    fs::create_directories(pathOf(to).parent_path());
    fs::copy(pathOf(from), pathOf(to), fs::copy_options::recursive);
}

quint64 inodeOf(const fs::path &path)
{
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

} // namespace

void giveTree(const QByteArray &path, quint32 uid)
{
    const auto give = [uid](const fs::path &entry) {
        if (::lchown(entry.c_str(), uid, uid) != 0)
            qFatal("cannot give %s away", entry.c_str());
    };
    give(pathOf(path));
    for (const auto &entry : fs::recursive_directory_iterator(pathOf(path)))
        give(entry.path());
}

Arena::Arena()
{
    build();
    makeVictims();
}

void Arena::build()
{
    m_fixture.calls().disarm();
    m_fixture.calls().forget();
    m_fixture.build();
    fs::create_directories(pathOf(m_fixture.userPath() + "/collection.media/below/deep"));
    m_fixture.write("collection.media/below/deep/three.jpg", "three");
    for (int i = 0; i < 20; ++i)
        m_fixture.write("collection.media/below/" + QByteArray::number(i), "more");
    giveTree(m_fixture.userPath(), otherUid);
    if (::lchown(m_fixture.usersPath().constData(), otherUid, otherUid) != 0)
        qFatal("cannot give the users' folder away");
    m_inodes = inodesIn(m_fixture.userPath());
    if (!m_swapper) // there is nobody to play against yet
        return;
    fs::remove_all(pathOf(trapsPath()));
    fs::create_directories(pathOf(trapsPath()));
    giveTree(trapsPath(), otherUid);
    m_swapper->tell("begin");
}

// Folders of root alone, in which the other side can rename nothing. The files of linked/ are its
// own, so that it can link them.
void Arena::makeVictims()
{
    copyTree(m_fixture.userPath(), victims("root"));
    giveTree(victims("root"), 0);
    copyTree(m_fixture.userPath(), victims("linked"));
    giveTree(victims("linked"), 0);
    for (const auto &entry : fs::recursive_directory_iterator(pathOf(victims("linked")))) {
        if (entry.is_directory())
            fs::permissions(entry.path(), fs::perms(0755));
        else if (::lchown(entry.path().c_str(), otherUid, otherUid) != 0)
            qFatal("cannot give a victim away");
    }
    copyTree(m_fixture.userPath(), otherPath());
    giveTree(otherPath(), otherUid);
    writeBytes(QFile::decodeName(m_fixture.rootPath() + "/auth.db"), "accounts");
    m_before = look();
    m_swapper = std::make_unique<Swapper>(
        QByteArrayList{QByteArray::number(otherUid), m_fixture.usersPath(), m_fixture.userName(),
                       "jane", trapsPath(), m_root / "victims"});
}

Arena::Victims Arena::look() const
{
    // A hard link that the other side makes or removes changes the file's ctime; renaming a folder
    // changes that folder's.
    return {TreeSnapshot::of(victims("root")),
            TreeSnapshot::of(victims("linked"), TreeSnapshot::WithoutIdentity),
            TreeSnapshot::of(otherPath(), TreeSnapshot::Everything, {QByteArray()}),
            TreeSnapshot::of(m_fixture.rootPath() + "/auth.db")};
}

QStringList Arena::harm()
{
    const Victims now = look();
    const std::pair<const TreeSnapshot &, const TreeSnapshot &> pairs[] = {
        {m_before.rootTree, now.rootTree},
        {m_before.linkedTree, now.linkedTree},
        {m_before.other, now.other},
        {m_before.beside, now.beside}};
    QStringList lines;
    for (const auto &[before, after] : pairs)
        lines += TreeSnapshot::differences(before, after);
    if (!lines.isEmpty()) {
        m_swapper.reset();
        build();
        makeVictims();
    }
    return lines;
}

void Arena::useAsServer() const
{
    m_fixture.useAsServer();
    giveTree(m_fixture.userPath(), otherUid);
}

void Arena::race(unsigned seed, int innerPercent) const
{
    m_swapper->tell("race " + QByteArray::number(seed) + ' ' + QByteArray::number(innerPercent));
}

void Arena::aim(unsigned seed, int innerPercent, qint64 n, qint64 length) const
{
    const QByteArray swap =
        "swap " + QByteArray::number(seed) + ' ' + QByteArray::number(innerPercent);
    m_fixture.calls().runBefore(n, [this, swap, length] {
        m_swapper->tell(swap);
        m_fixture.calls().runBefore(length, [this] { m_swapper->tell("back"); });
    });
}

void Arena::end()
{
    m_fixture.calls().disarm();
    const QByteArrayList figures = m_swapper->tell("end").split(' ');
    m_swaps += figures.value(0).toLongLong();
    m_misses += figures.value(1).toLongLong();
}

QSet<quint64> Arena::inodesIn(const QByteArray &folder)
{
    QSet<quint64> inodes;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(pathOf(folder), error), last;
         !error && entry != last; entry.increment(error)) {
        if (!entry->is_symlink())
            inodes.insert(inodeOf(entry->path()));
    }
    return inodes;
}

quint64 Arena::otherUser() const
{
    return inodeOf(pathOf(otherPath()));
}

} // namespace SyncAdmin::Test
