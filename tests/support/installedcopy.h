#pragma once

#include "support/temporaryroot.h"

#include <QStringList>

namespace SyncAdmin::Test {

// One of this build's programs in a folder of its own, where Qt finds only the plugins that stand
// there too.
class InstalledCopy : public TemporaryRoot
{
public:
    // `kinds`: the folders of Qt's own plugins that it has, "platforms".
    explicit InstalledCopy(const QString &program, const QStringList &kinds = {});

    bool isReady() const { return m_isReady; }
    // Installs this library as the only plugin of its kind.
    bool addPlugin(const QString &kind, const QString &library) const;
    QString program() const { return m_program; } // its path

private:
    QString m_program;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
