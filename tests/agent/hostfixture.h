#pragma once

#include "agent/localhost.h"
#include "demo/demoroot.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QProcess>
#include <QTest>

// The demo data root, opened by a host.

namespace SyncAdmin::Test {

class HostFixture
{
public:
    HostFixture()
    {
        m_isReady = Demo::makeDemoRoot(m_root / QStringLiteral("data")).has_value() &&
                    m_host.openRoot(rootPath(), {}).has_value();
    }

    // A copy of another one, which holds the same data with the same times.
    explicit HostFixture(const HostFixture &model)
    {
        m_isReady =
            QProcess::execute(QStringLiteral("cp"),
                              {QStringLiteral("-a"), QString::fromLocal8Bit(model.rootPath()),
                               m_root / QStringLiteral("data")}) == 0 &&
            m_host.openRoot(rootPath(), {}).has_value();
    }

    bool isReady() const { return m_isReady; }
    LocalHost &host() { return m_host; }
    QByteArray rootPath() const { return m_root / "data"; }
    QByteArray userPath(const QByteArray &name) const
    {
        return rootPath() + "/collections/" + name;
    }
    QString sessionsPath() const { return m_root / QStringLiteral("data/session.db"); }

    UserFolder user(const QByteArray &name)
    {
        const auto users = m_host.users();
        return users ? m_host.userAmong(*users, name).value_or(UserFolder()) : UserFolder();
    }

    OperationRequest resetRequest(const QByteArray &name)
    {
        OperationRequest request;
        request.users = {user(name)};
        return request;
    }

    // What is in the user's folder, without what a move away and back changes.
    TreeSnapshot tree(const QByteArray &name) const
    {
        return TreeSnapshot::of(userPath(name), TreeSnapshot::WithoutIdentity, {QByteArray()});
    }

private:
    TemporaryRoot m_root;
    LocalHost m_host;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
