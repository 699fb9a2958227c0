#pragma once

#include "analysis/useranalysis.h"
#include "holders/proclocks.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace SyncAdmin::Test {

// Runs statements through SQLite as it comes, with the collation `unicase`. SQLite's complaint;
// empty if there is none.
QString runSql(const QString &path, const QByteArray &sql);
// Every row as "a|b", a line each, or SQLite's complaint.
QString askRows(const QString &path, const QByteArray &sql);
// The first column of the first row, or SQLite's complaint.
QString askSql(const QString &path, const QByteArray &sql);

bool writeBytes(const QString &path, const QByteArray &bytes);
// One that its owner can run.
bool writeProgram(const QString &path, const QByteArray &script);
QByteArray readBytes(const QString &path);
// What the kernel's table tells of a file, each lock once: the table is read in pieces, and a lock
// can be in two of them. Empty as well where there is no such file.
QList<ProcLock> locksOn(const QString &path);
bool makePath(const QString &path);

// The user of this name below a data root, analysed.
Result<UserAnalysis> analysed(const QString &root, const QByteArray &user,
                              const AnalysisOptions &options = {});

// Until its end this thread touches files as somebody who owns none of them and has no privilege.
// Only root can; isActive() tells.
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

// A mount that ends with this object. Only root can; isActive() tells.
class Mounted
{
public:
    // As mount(8) takes them: the options come first, the folder is the last.
    Mounted(const QStringList &arguments, const QString &folder);
    ~Mounted();
    Q_DISABLE_COPY_MOVE(Mounted)

    bool isActive() const { return m_isActive; }

private:
    QString m_folder;
    bool m_isActive = false;
};

} // namespace SyncAdmin::Test
