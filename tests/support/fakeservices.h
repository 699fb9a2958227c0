#pragma once

#include "servers/servercontrol.h"
#include "support/faketools.h"

namespace SyncAdmin::Test {

// Simulated systemd services, because tests run without systemd. A program named systemctl keeps
// the state of each service in a file, and prints what systemctl 252 prints.
class FakeServices : public FakeTools
{
public:
    FakeServices();

    static ServerHandle handle(const QString &name);

    QString file(const ServerHandle &server) const;
    void set(const ServerHandle &server, const QByteArray &state) const; // "active", "inactive"
    QByteArray stateOf(const ServerHandle &server) const;
    // Shell commands that run from now on after the service was started or stopped: `word` is
    // "start" or "stop".
    void after(const QString &word, const ServerHandle &server, const QByteArray &script) const;
    // Makes the services active, and removes the commands of after() and the list of calls.
    void reset(const QList<ServerHandle> &servers) const;
    // "stop first.service\nstart first.service\n"
    QByteArray calls() const;
};

} // namespace SyncAdmin::Test
