#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QMap>
#include <QStringList>

namespace SyncAdmin::Test {

// Everything that a folder and what is below it tell, but for the access times, which taking it
// leaves alone. No link is followed.
class TreeSnapshot
{
public:
    enum Part {
        Everything = 0,
        WithoutIdentity = 1, // inode and ctime left out: for trees that were moved or copied
        WithoutModified = 2, // mtime left out
        WithoutExtraAttributes = 4,
    };
    Q_DECLARE_FLAGS(Parts, Part)

    // `timeless`: paths below the folder ("" is the folder itself) whose own mtime and ctime are
    // left out.
    static TreeSnapshot of(const QByteArray &folder, Parts parts = Everything,
                           const QByteArrayList &timeless = {});
    static TreeSnapshot of(const QString &folder, Parts parts = Everything,
                           const QByteArrayList &timeless = {});

    // What became of `before`, a line for each difference; empty if all is equal.
    static QStringList differences(const TreeSnapshot &before, const TreeSnapshot &after);

    // The same without these paths.
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
