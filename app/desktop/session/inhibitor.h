#pragma once

#include <QObject>

#include <memory>

class QDBusUnixFileDescriptor;

namespace SyncAdmin::Desktop {

// Delays shutdown and sleep through logind while operations run. Does nothing without logind.
class Inhibitor : public QObject
{
    Q_OBJECT

public:
    explicit Inhibitor(QObject *parent = nullptr);
    ~Inhibitor() override;

    void hold(const QString &why);
    void release();

private:
    std::unique_ptr<QDBusUnixFileDescriptor> m_lock; // shutdown may go on when it is closed
    quint64 m_generation = 0;
};

} // namespace SyncAdmin::Desktop
