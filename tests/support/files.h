#pragma once

#include "analysis/useranalysis.h"
#include "holders/proclocks.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace SyncAdmin::Test {

// Runs statements with SQLite and the collation `unicase`. Returns SQLite's error message, or
// nothing.
QString runSql(const QString &path, const QByteArray &sql);
// All rows as "a|b", one on each line, or SQLite's error message.
QString askRows(const QString &path, const QByteArray &sql);
// The first column of the first row, or SQLite's error message.
QString askSql(const QString &path, const QByteArray &sql);

bool writeBytes(const QString &path, const QByteArray &bytes);
// Writes a file that its owner can execute.
bool writeProgram(const QString &path, const QByteArray &script);
QByteArray readBytes(const QString &path);
// The locks on a file in the kernel's table, each once: the table is read in pieces, and a lock can
// be in two of them. Empty if there is no such file.
QList<ProcLock> locksOn(const QString &path);
bool makePath(const QString &path);

// Analyses the user with this name in a data root.
Result<UserAnalysis> analysed(const QString &root, const QByteArray &user,
                              const AnalysisOptions &options = {});

// While the object exists, this thread accesses files as a user without privileges who owns none of
// them. Requires root; see isActive().
class AsNobody
{
public:
    AsNobody();
    ~AsNobody();
    Q_DISABLE_COPY_MOVE(AsNobody)

    bool isActive() const { return m_isActive; }

private:
    bool m_isActive = false;
};

// A mount that ends with the object. Requires root; see isActive().
class Mounted
{
public:
    // Arguments of mount(8): first the options, the folder is added last.
    Mounted(const QStringList &arguments, const QString &folder);
    ~Mounted();
    Q_DISABLE_COPY_MOVE(Mounted)

    bool isActive() const { return m_isActive; }

private:
    QString m_folder;
    bool m_isActive = false;
};

} // namespace SyncAdmin::Test
