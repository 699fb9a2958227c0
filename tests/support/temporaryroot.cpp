#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <filesystem>
#include <sys/stat.h>

namespace SyncAdmin::Test {

namespace fs = std::filesystem;

namespace {

// A test may have removed its own permissions.
void openFolders(const fs::path &folder)
{
    std::error_code ignored;
    fs::permissions(folder, fs::perms::owner_all, fs::perm_options::add, ignored);
    for (const auto &entry : fs::directory_iterator(folder, ignored)) {
        if (entry.symlink_status(ignored).type() == fs::file_type::directory)
            openFolders(entry.path());
    }
}

} // namespace

TemporaryRoot::TemporaryRoot()
{
    QByteArray pattern = QFile::encodeName(QDir::tempPath()) + "/syncadmin-test-XXXXXX";
    if (::mkdtemp(pattern.data()) != nullptr && ::chmod(pattern.constData(), 0755) == 0)
        m_path = pattern;
}

TemporaryRoot::~TemporaryRoot()
{
    if (!isValid())
        return;
    const fs::path folder(m_path.toStdString());
    openFolders(folder);
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

bool TemporaryRoot::unpack(const QString &archive) const
{
    QProcess tar;
    tar.start(QStringLiteral("tar"),
              {QStringLiteral("-xzf"), testDataPath(archive), QStringLiteral("-C"), path()});
    return tar.waitForFinished() && tar.exitStatus() == QProcess::NormalExit && tar.exitCode() == 0;
}

QString testDataPath(const QString &name)
{
    return QStringLiteral(SYNCADMIN_TEST_DATA "/") + name;
}

} // namespace SyncAdmin::Test
