#include "support/holderprocess.h"

namespace SyncAdmin::Test {

QString HolderProcess::program()
{
    return QStringLiteral(SYNCADMIN_HOLDER);
}

HolderProcess::HolderProcess(const QString &mode, const QString &file, const QStringList &more,
                             const QStringList &wrapper)
{
    const QStringList command = wrapper + QStringList{program(), mode, file} + more;
    m_process.start(command.first(), command.mid(1));
    if (!m_process.waitForStarted())
        return;
    m_isReady = readsReady();
    if (m_isReady && mode.startsWith(QLatin1String("crash-")))
        m_isReady = m_process.waitForFinished();
}

HolderProcess::~HolderProcess()
{
    if (!letGo())
        kill();
}

bool HolderProcess::readsReady()
{
    while (!m_process.canReadLine() && m_process.waitForReadyRead()) {
    }
    return m_process.readLine() == "ready\n";
}

bool HolderProcess::order(const QByteArray &line)
{
    m_process.write(line + '\n');
    return readsReady();
}

bool HolderProcess::letGo()
{
    if (m_process.state() == QProcess::NotRunning)
        return true;
    m_process.closeWriteChannel();
    return m_process.waitForFinished(10'000) && m_process.exitCode() == 0;
}

void HolderProcess::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

} // namespace SyncAdmin::Test
