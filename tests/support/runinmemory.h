#pragma once

#include <QCoreApplication>
#include <QTest>

#include <unistd.h>

namespace SyncAdmin::Test {

// For tests that create thousands of trees, or disks: puts their temporary files into memory if
// possible.
template <typename Class>
int runInMemory(int argc, char **argv)
{
    if (::access("/dev/shm", W_OK) == 0)
        qputenv("TMPDIR", "/dev/shm");
    const QCoreApplication application(argc, argv);
    Class test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace SyncAdmin::Test
