#pragma once

#include "support/temporaryroot.h"

#include <QByteArray>

namespace SyncAdmin::Test {

// A folder of programs that stand in the place of the machine's own: until its end this process
// finds them first, and else only those of /usr/bin and /bin. They find the folder as $FAKE.
class FakeTools : public TemporaryRoot
{
public:
    FakeTools();
    ~FakeTools();
    Q_DISABLE_COPY_MOVE(FakeTools)

private:
    QByteArray m_path; // what PATH was
};

} // namespace SyncAdmin::Test
