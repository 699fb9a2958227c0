#pragma once

#include "support/temporaryroot.h"

#include <QByteArray>

namespace SyncAdmin::Test {

// A folder of programs that replace the machine's. While the object exists, this process finds them
// first, and otherwise only programs in /usr/bin and /bin. The programs get the folder as $FAKE.
class FakeTools : public TemporaryRoot
{
public:
    FakeTools();
    ~FakeTools();
    Q_DISABLE_COPY_MOVE(FakeTools)

private:
    QByteArray m_path; // the original PATH
};

} // namespace SyncAdmin::Test
