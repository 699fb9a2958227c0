#include "race/swapper.h"

#include <QtGlobal>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace SyncAdmin::Test {

Swapper::Swapper(const QByteArrayList &arguments)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        qFatal("socketpair failed");
    QByteArrayList words{SYNCADMIN_RACESWAPPER};
    words += arguments;
    std::vector<char *> raw;
    for (QByteArray &word : words)
        raw.push_back(word.data());
    raw.push_back(nullptr);
    m_pid = ::fork();
    if (m_pid == 0) {
        ::dup2(ends[1], STDIN_FILENO);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execv(raw.front(), raw.data());
        ::_exit(127);
    }
    m_channel = FileDescriptor(ends[0]);
    ::close(ends[1]);
    if (m_pid < 0)
        qFatal("fork failed");
}

Swapper::~Swapper()
{
    m_channel.reset();
    ::waitpid(m_pid, nullptr, 0);
}

QByteArray Swapper::tell(const QByteArray &command) const
{
    const QByteArray line = command + '\n';
    if (::send(m_channel.get(), line.constData(), static_cast<size_t>(line.size()), MSG_NOSIGNAL) !=
        line.size())
        qFatal("raceswapper is gone");
    QByteArray answer;
    char byte = 0;
    while (::read(m_channel.get(), &byte, 1) == 1) {
        if (byte == '\n')
            return answer;
        answer += byte;
    }
    qFatal("raceswapper did not answer to %s", command.constData());
}

} // namespace SyncAdmin::Test
