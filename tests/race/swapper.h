#pragma once

#include "base/filedescriptor.h"

#include <QByteArray>
#include <QByteArrayList>

#include <sys/types.h>

namespace SyncAdmin::Test {

// The program raceswapper, which raceswapper.cpp describes, as a child that ends with this object.
// Any thread, one call at a time.
class Swapper
{
public:
    explicit Swapper(const QByteArrayList &arguments);
    ~Swapper();
    Q_DISABLE_COPY_MOVE(Swapper)

    // The child's answer to a command, without its end of line; a test cannot go on without one.
    QByteArray tell(const QByteArray &command) const;

private:
    FileDescriptor m_channel;
    pid_t m_pid = -1;
};

} // namespace SyncAdmin::Test
