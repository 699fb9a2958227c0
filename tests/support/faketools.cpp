#include "support/faketools.h"

namespace SyncAdmin::Test {

FakeTools::FakeTools() : m_path(qgetenv("PATH"))
{
    qputenv("PATH", bytes() + ":/usr/bin:/bin");
    qputenv("FAKE", bytes());
}

FakeTools::~FakeTools()
{
    qputenv("PATH", m_path);
    qunsetenv("FAKE");
}

} // namespace SyncAdmin::Test
