#pragma once

#include "servers/servercontrol.h"
#include "support/faketools.h"

namespace SyncAdmin::Test {

// Services that this process can stop and start although no systemd runs where tests run: a
// program named systemctl keeps the state of each in a file of its name, and answers as systemctl
// 252 does.
class FakeServices : public FakeTools
{
public:
    FakeServices();

    static ServerHandle handle(const QString &name);

    QString file(const ServerHandle &server) const;
    void set(const ServerHandle &server, const QByteArray &state) const; // "active", "inactive"
    QByteArray stateOf(const ServerHandle &server) const;
    // Shell commands that follow the word ("start", "stop") for this server from now on.
    void after(const QString &word, const ServerHandle &server, const QByteArray &script) const;
    // The server is active again and nothing follows its words; the list of calls is empty.
    void reset(const QList<ServerHandle> &servers) const;
    // "stop first.service\nstart first.service\n"
    QByteArray calls() const;
};

} // namespace SyncAdmin::Test
