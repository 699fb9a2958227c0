#pragma once

#include <QByteArray>

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

namespace SyncAdmin::Test {

// A FUSE file system without a server process: every access blocks.
class DeadMount
{
public:
    explicit DeadMount(const QByteArray &folder) : m_folder(folder)
    {
        m_device = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
        const QByteArray options =
            "fd=" + QByteArray::number(m_device) + ",rootmode=40000,user_id=0,group_id=0";
        m_isMounted = m_device >= 0 && ::mount("dead", folder.constData(), "fuse", MS_NODEV,
                                               options.constData()) == 0;
    }
    ~DeadMount()
    {
        if (m_isMounted)
            ::umount2(m_folder.constData(), MNT_FORCE | MNT_DETACH);
        if (m_device >= 0)
            ::close(m_device); // ends all blocked accesses
    }
    Q_DISABLE_COPY_MOVE(DeadMount)

    bool isMounted() const { return m_isMounted; }

private:
    QByteArray m_folder;
    int m_device = -1;
    bool m_isMounted = false;
};

} // namespace SyncAdmin::Test
