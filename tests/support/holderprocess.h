#pragma once

#include <QProcess>
#include <QStringList>

namespace SyncAdmin::Test {

// The program holder (holder.cpp tells its modes) as a child, which ends with this object.
class HolderProcess
{
public:
    // Waits until it holds the file; isReady() tells whether it does. `wrapper` is a program and
    // its arguments that runs it, as unshare and setpriv do.
    HolderProcess(const QString &mode, const QString &file, const QStringList &more = {},
                  const QStringList &wrapper = {});
    ~HolderProcess();
    Q_DISABLE_COPY_MOVE(HolderProcess)

    bool isReady() const { return m_isReady; }
    qint64 processId() const { return m_process.processId(); }
    // Sends a line to a holder that takes orders; waits until it has carried it out.
    bool order(const QByteArray &line);
    QByteArray errorText() { return m_process.readAllStandardError(); }
    // Lets go as a server does that is stopped; waits until the process has ended.
    bool letGo();
    // Dies as a server does that is killed, leaving everything as it is.
    void kill();

    static QString program();

private:
    bool readsReady();

    QProcess m_process;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
