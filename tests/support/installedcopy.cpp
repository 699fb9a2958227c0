#include "support/installedcopy.h"

#include "support/files.h"

#include <QFile>
#include <QFileInfo>
#include <QLibraryInfo>

namespace SyncAdmin::Test {

InstalledCopy::InstalledCopy(const QString &program, const QStringList &kinds)
    : m_program(path() + QLatin1Char('/') + program)
{
    const QString plugins = path() + QStringLiteral("/plugins");
    m_isReady =
        QFile::copy(QStringLiteral(SYNCADMIN_BIN "/") + program, m_program) && makePath(plugins) &&
        writeBytes(path() + QStringLiteral("/qt.conf"), "[Paths]\nPrefix=.\nPlugins=plugins\n");
    for (const QString &kind : kinds) {
        m_isReady = m_isReady && QFile::link(QLibraryInfo::path(QLibraryInfo::PluginsPath) +
                                                 QLatin1Char('/') + kind,
                                             plugins + QLatin1Char('/') + kind);
    }
}

bool InstalledCopy::addPlugin(const QString &kind, const QString &library) const
{
    const QString folder = path() + QStringLiteral("/plugins/") + kind;
    return makePath(folder) &&
           QFile::copy(library, folder + QLatin1Char('/') + QFileInfo(library).fileName());
}

} // namespace SyncAdmin::Test
