#pragma once

#include "demo/accountwriter.h"
#include "operations/revoke.h"
#include "support/enginefixture.h"
#include "support/files.h"
#include "support/treesnapshot.h"

#include <QFile>

#include <filesystem>

// A data root with two users' sessions, for the tests of their revocation.

namespace SyncAdmin::Test {

using Demo::SessionShape;

inline const QString revokedUser = QStringLiteral("john.doe");

inline QString pathIn(const EngineFixture &fixture)
{
    return QString::fromLocal8Bit(fixture.rootPath()) + QStringLiteral("/session.db");
}

inline bool makeSessions(const EngineFixture &fixture, SessionShape shape = SessionShape::Current)
{
    const QString path = pathIn(fixture);
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        QFile::remove(path + QLatin1String(suffix));
    const auto written = Demo::writeSessions(
        path,
        {{revokedUser, QStringLiteral("/data/collections/john.doe"), QStringLiteral("John")},
         {QStringLiteral("alice"), QStringLiteral("/data/collections/alice"),
          QStringLiteral("alice")},
         {revokedUser, QStringLiteral("/data/collections/john.doe"), QStringLiteral("John")}},
        shape);
    return written.has_value();
}

inline Result<ResetPlan> planFor(const EngineFixture &fixture, const QByteArray &user = "john.doe")
{
    return planRevoke(fixture.root(), user, {});
}

inline ExecutionOptions options()
{
    return EngineFixture::options();
}

inline QString logins(const EngineFixture &fixture)
{
    return askSql(pathIn(fixture), "SELECT group_concat(username) FROM session");
}

inline TreeSnapshot snapshot(const EngineFixture &fixture)
{
    // The store is not what is compared.
    std::filesystem::path aside = fixture.rootPath().toStdString() + "-store";
    const std::filesystem::path store = fixture.storePath().toStdString();
    const bool hasStore = std::filesystem::exists(store);
    if (hasStore)
        std::filesystem::rename(store, aside);
    auto taken =
        TreeSnapshot::of(fixture.rootPath(), TreeSnapshot::WithoutIdentity, {QByteArray()});
    if (hasStore)
        std::filesystem::rename(aside, store);
    return taken;
}

} // namespace SyncAdmin::Test
