#pragma once

#include <QProcess>
#include <QStringList>

namespace SyncAdmin::Test {

// The program holder (modes: see holder.cpp) as a child process, which ends with the object.
class HolderProcess
{
public:
    // Waits until it has the file open; isReady() returns whether it has. `wrapper` is a command
    // that runs it, such as unshare or setpriv.
    HolderProcess(const QString &mode, const QString &file, const QStringList &more = {},
                  const QStringList &wrapper = {});
    ~HolderProcess();
    Q_DISABLE_COPY_MOVE(HolderProcess)

    bool isReady() const { return m_isReady; }
    qint64 processId() const { return m_process.processId(); }
    // Sends a command line to the holder and waits until it is done.
    bool order(const QByteArray &line);
    QByteArray errorText() { return m_process.readAllStandardError(); }
    // Closes the files like a stopped server, and waits until the process has ended.
    bool letGo();
    // Kills the process, so that all files stay as they are.
    void kill();

    static QString program();

private:
    bool readsReady();

    QProcess m_process;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
