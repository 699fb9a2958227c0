#pragma once

#include "race/swapper.h"
#include "support/enginefixture.h"

#include <QSet>

#include <memory>

namespace SyncAdmin::Test {

// A user whose folder, and the folder that it stands in, belong to another uid, with a process of
// that uid that swaps them, and what must never change: two trees of victims, another user and a
// file beside the users' folder.
class Arena
{
public:
    Arena();

    // The user anew, without a store; the other side knows the folders.
    void build();
    // As a server of the other uid goes on after a reset.
    void useAsServer() const;

    // Nothing but renames happens until end().
    void race(unsigned seed, int innerPercent) const;
    // One swap before the Nth system call of the engine, taken back `length` calls later.
    void aim(unsigned seed, int innerPercent, qint64 n, qint64 length) const;
    // Takes back what stands; counts.
    void end();
    qint64 swaps() const { return m_swaps; }
    qint64 misses() const { return m_misses; } // that came too late or could not be taken back

    // What was changed that is none of the user's, a line each. After a change the victims are made
    // anew.
    QStringList harm();
    // The inodes of a folder's regular files and of the folders in it; no link is followed.
    static QSet<quint64> inodesIn(const QByteArray &folder);
    // Of the user as it was built.
    const QSet<quint64> &inodes() const { return m_inodes; }
    quint64 otherUser() const;

    const EngineFixture &fixture() const { return m_fixture; }
    QByteArray trapsPath() const { return m_root / "traps"; }

private:
    struct Victims
    {
        TreeSnapshot rootTree;
        TreeSnapshot linkedTree;
        TreeSnapshot other;
        TreeSnapshot beside;
    };
    void makeVictims();
    Victims look() const;
    QByteArray victims(const char *tree) const { return m_root / "victims/" + tree; }
    QByteArray otherPath() const { return m_fixture.usersPath() + "/jane"; }

    TemporaryRoot m_root;
    EngineFixture m_fixture;
    Victims m_before;
    QSet<quint64> m_inodes;
    std::unique_ptr<Swapper> m_swapper;
    qint64 m_swaps = 0;
    qint64 m_misses = 0;
};

// Gives a tree to a uid, links themselves and not what they point to.
void giveTree(const QByteArray &path, quint32 uid);

} // namespace SyncAdmin::Test
