#include "session/inhibitor.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>

namespace SyncAdmin::Desktop {

Inhibitor::Inhibitor(QObject *parent) : QObject(parent) {}

Inhibitor::~Inhibitor() = default;

void Inhibitor::hold(const QString &why)
{
    const quint64 generation = ++m_generation;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
    call << QStringLiteral("shutdown:sleep") << QStringLiteral("Anki Sync Admin") << why
         << QStringLiteral("block");
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, generation](QDBusPendingCallWatcher *finished) {
                const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *finished;
                finished->deleteLater();
                if (!reply.isError() && generation == m_generation)
                    m_lock = std::make_unique<QDBusUnixFileDescriptor>(reply.value());
            });
}

void Inhibitor::release()
{
    ++m_generation;
    m_lock.reset();
}

} // namespace SyncAdmin::Desktop
