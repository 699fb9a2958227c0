#include "support/files.h"

#include "database/unicase.h"
#include "volume/dataroot.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <sqlite3.h>

#include <optional>
#include <thread>

#include <sys/fsuid.h>
#include <sys/mount.h>
#include <unistd.h>

namespace SyncAdmin::Test {

namespace {

constexpr uid_t uidOfNobody = 65534;

struct Answer
{
    QString first;
    QStringList rows;
    QString complaint;
};

Answer run(const QString &path, const QByteArray &sql)
{
    Answer answer;
    sqlite3 *handle = nullptr;
    const auto note = [](void *to, int count, char **values, char ** /*names*/) {
        auto *found = static_cast<Answer *>(to);
        QStringList cells;
        for (int i = 0; i < count; ++i)
            cells.append(QString::fromUtf8(values[i]));
        if (found->rows.isEmpty())
            found->first = cells.value(0);
        found->rows.append(cells.join(QLatin1Char('|')));
        return 0;
    };
    if (sqlite3_open_v2(QFile::encodeName(path).constData(), &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK ||
        registerUnicase(handle) != SQLITE_OK ||
        sqlite3_exec(handle, sql.constData(), note, &answer, nullptr) != SQLITE_OK) {
        answer.complaint = QString::fromUtf8(sqlite3_errmsg(handle));
    }
    sqlite3_close(handle);
    return answer;
}

} // namespace

QString runSql(const QString &path, const QByteArray &sql)
{
    return run(path, sql).complaint;
}

QString askSql(const QString &path, const QByteArray &sql)
{
    const Answer answer = run(path, sql);
    return answer.complaint.isEmpty() ? answer.first : answer.complaint;
}

QString askRows(const QString &path, const QByteArray &sql)
{
    const Answer answer = run(path, sql);
    return answer.complaint.isEmpty() ? answer.rows.join(QLatin1Char('\n')) : answer.complaint;
}

bool writeBytes(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

bool writeProgram(const QString &path, const QByteArray &script)
{
    return writeBytes(path, script) &&
           QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QByteArray readBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<ProcLock> locksOn(const QString &path)
{
    const QFileInfo info(path);
    const auto folder = Directory::open(QFile::encodeName(info.path()));
    const auto status = folder ? folder->status(QFile::encodeName(info.fileName()))
                               : tl::unexpected(folder.error());
    QList<ProcLock> found;
    if (!status)
        return found;
    const quint64 device = deviceInLockTable(*status);
    for (const ProcLock &lock : parseProcLocks(readProcFile("/proc/locks"))) {
        if (lock.inode == status->inode && lock.device == device && !found.contains(lock))
            found.append(lock);
    }
    return found;
}

bool makePath(const QString &path)
{
    return QDir().mkpath(path);
}

Result<UserAnalysis> analysed(const QString &root, const QByteArray &user,
                              const AnalysisOptions &options)
{
    ASSIGN_OR_RETURN(const auto opened, DataRoot::open(QFile::encodeName(root)));
    ASSIGN_OR_RETURN(const auto folder, opened.user(user));
    // On a new thread, because the helper thread of this one may have other credentials (AsNobody).
    std::optional<Result<UserAnalysis>> analysis;
    std::thread([&] { analysis.emplace(analyse(folder, options, {})); }).join();
    return *analysis;
}

AsNobody::AsNobody()
{
    if (::geteuid() != 0)
        return;
    ::setfsgid(uidOfNobody);
    ::setfsuid(uidOfNobody);
    m_isActive = static_cast<uid_t>(::setfsuid(uidOfNobody)) == uidOfNobody;
}

AsNobody::~AsNobody()
{
    ::setfsuid(::geteuid());
    ::setfsgid(::getegid());
}

Mounted::Mounted(const QStringList &arguments, const QString &folder) : m_folder(folder)
{
    m_isActive = ::geteuid() == 0 &&
                 QProcess::execute(QStringLiteral("mount"), arguments + QStringList(folder)) == 0;
}

Mounted::~Mounted()
{
    if (m_isActive)
        ::umount2(QFile::encodeName(m_folder).constData(), MNT_DETACH); // PATH may be empty now
}

} // namespace SyncAdmin::Test
