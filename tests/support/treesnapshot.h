#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QMap>
#include <QStringList>

namespace SyncAdmin::Test {

// The complete state of a folder and everything below it, except access times, which it does not
// change. Links are not followed.
class TreeSnapshot
{
public:
    enum Part {
        Everything = 0,
        WithoutIdentity = 1, // without inode and ctime: for trees that were moved or copied
        WithoutModified = 2, // without mtime
        WithoutExtraAttributes = 4,
    };
    Q_DECLARE_FLAGS(Parts, Part)

    // `timeless`: paths below the folder ("" is the folder itself) whose mtime and ctime are
    // ignored.
    static TreeSnapshot of(const QByteArray &folder, Parts parts = Everything,
                           const QByteArrayList &timeless = {});
    static TreeSnapshot of(const QString &folder, Parts parts = Everything,
                           const QByteArrayList &timeless = {});

    // The differences between two snapshots, one on each line; empty if they are equal.
    static QStringList differences(const TreeSnapshot &before, const TreeSnapshot &after);

    // A snapshot without these paths.
    TreeSnapshot without(const QByteArrayList &paths) const;

    qsizetype size() const { return m_entries.size(); }

private:
    using Entry = QMap<QByteArray, QByteArray>; // attribute's name and value

    void add(int parent, const QByteArray &name, const QByteArray &path, Parts parts,
             const QByteArrayList &timeless);
    void addChildren(int folder, const QByteArray &path, Parts parts,
                     const QByteArrayList &timeless);

    QMap<QByteArray, Entry> m_entries; // by path
};

Q_DECLARE_OPERATORS_FOR_FLAGS(TreeSnapshot::Parts)

} // namespace SyncAdmin::Test
