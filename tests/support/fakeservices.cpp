#include "support/fakeservices.h"

#include "support/files.h"

#include <QFile>

namespace SyncAdmin::Test {

namespace {

constexpr auto fakeSystemctl = R"sh(#!/bin/bash
unit=${!#}
for word in "$@"; do case $word in show | start | stop) act=$word; break ;; esac; done
test "$act" = show || echo "$act $unit" >>"$FAKE/calls"
state=$(cat "$FAKE/$unit" 2>/dev/null)
case $act in
show)
    load=loaded
    test -e "$FAKE/$unit" || load=not-found
    test "$state" != silent || exit 1
    printf '%s\n' "LoadState=$load" "ActiveState=${state:-inactive}" SubState= MainPID=0 \
        Restart=no TriggeredBy= "InvocationID=$(cat "$FAKE/$unit.instance" 2>/dev/null)" \
        CanStart=yes CanStop=yes Transient=no
    exit 0 ;;
start) echo active >"$FAKE/$unit"; echo $RANDOM$RANDOM >"$FAKE/$unit.instance" ;;
stop) echo inactive >"$FAKE/$unit" ;;
esac
test ! -e "$FAKE/$act-$unit" || . "$FAKE/$act-$unit"
)sh";

} // namespace

FakeServices::FakeServices()
{
    if (!writeProgram(*this / QStringLiteral("systemctl"), fakeSystemctl))
        qFatal("cannot write systemctl");
}

ServerHandle FakeServices::handle(const QString &name)
{
    ServerHandle handle;
    handle.kind = ServerHandle::Kind::Unit;
    handle.unit.unit = name.toLatin1();
    handle.name = name;
    return handle;
}

QString FakeServices::file(const ServerHandle &server) const
{
    return *this / QString::fromLatin1(server.unit.unit);
}

void FakeServices::set(const ServerHandle &server, const QByteArray &state) const
{
    if (!writeBytes(file(server), state))
        qFatal("cannot write the state of a service");
}

QByteArray FakeServices::stateOf(const ServerHandle &server) const
{
    return readBytes(file(server)).trimmed();
}

void FakeServices::after(const QString &word, const ServerHandle &server,
                         const QByteArray &script) const
{
    const QString name = word + QLatin1Char('-') + QString::fromLatin1(server.unit.unit);
    if (!writeBytes(*this / name, script))
        qFatal("cannot write what follows a service's word");
}

void FakeServices::reset(const QList<ServerHandle> &servers) const
{
    QFile::remove(*this / QStringLiteral("calls"));
    for (const ServerHandle &server : servers) {
        set(server, "active");
        for (const QString &word : {QStringLiteral("start-"), QStringLiteral("stop-")})
            QFile::remove(*this / (word + QString::fromLatin1(server.unit.unit)));
    }
}

QByteArray FakeServices::calls() const
{
    return readBytes(*this / QStringLiteral("calls"));
}

} // namespace SyncAdmin::Test
