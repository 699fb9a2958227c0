#pragma once

#include "support/temporaryroot.h"

#include <QStringList>

namespace SyncAdmin::Test {

// A copy of one of this build's programs in a folder in which Qt finds only the plugins of that
// folder.
class InstalledCopy : public TemporaryRoot
{
public:
    // `kinds`: folders of Qt's own plugins to include, "platforms".
    explicit InstalledCopy(const QString &program, const QStringList &kinds = {});

    bool isReady() const { return m_isReady; }
    // Installs a library as the only plugin of its kind.
    bool addPlugin(const QString &kind, const QString &library) const;
    QString program() const { return m_program; } // its path

private:
    QString m_program;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
