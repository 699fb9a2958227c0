#include "holders/lease.h"

#include "base/directory.h"
#include "support/temporaryroot.h"

#include <QTest>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

using namespace SyncAdmin;

namespace {

// Drops a capability that root in a container does not have, for this thread only.
bool dropLeaseCapability()
{
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets = {};
    if (::syscall(SYS_capget, &header, sets.data()) != 0)
        return false;
    sets[CAP_TO_INDEX(CAP_LEASE)].effective &= ~CAP_TO_MASK(CAP_LEASE);
    sets[CAP_TO_INDEX(CAP_LEASE)].permitted &= ~CAP_TO_MASK(CAP_LEASE);
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

} // namespace

class LeaseTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void init();
    Q_SLOT void answers();
    Q_SLOT void throughWriter();
    Q_SLOT void underTheOwnersUid();
    Q_SLOT void readerWaits();

    Test::TemporaryRoot m_root;
    QByteArray m_name;
    FileStatus m_status;
    int m_number = 0;
};

void LeaseTest::init()
{
    m_name = "file" + QByteArray::number(++m_number);
    const auto folder = Directory::open(m_root.bytes());
    QVERIFY(folder && folder->writeNewFile(m_name, "content", 0644));
    m_status = *folder->status(m_name);
}

void LeaseTest::answers()
{
    const auto folder = Directory::open(m_root.bytes());
    const auto reading = folder->openFile(m_name);
    QVERIFY(tryWriteLease(reading->get(), m_status) == LeaseAnswer::Granted);
    QVERIFY(tryWriteLease(reading->get(), m_status) == LeaseAnswer::Granted); // it was released
    {
        const auto other = folder->openFile(m_name);
        QVERIFY(tryWriteLease(reading->get(), m_status) == LeaseAnswer::Refused);
    }
    QVERIFY(tryWriteLease(reading->get(), m_status) == LeaseAnswer::Granted);
    QVERIFY(tryWriteLease(folder->descriptor(), m_status) == LeaseAnswer::Unsupported);

    const auto writing = folder->openFileForWriting(m_name);
    QVERIFY(tryWriteLease(writing->get(), m_status) == LeaseAnswer::Refused);
}

// A descriptor for writing works too, as for the locks.
void LeaseTest::throughWriter()
{
    const auto folder = Directory::open(m_root.bytes());
    const auto writing = folder->openFileForWriting(m_name);
    QVERIFY(tryWriteLease(writing->get(), m_status) == LeaseAnswer::Granted);
    const auto reading = folder->openFile(m_name);
    QVERIFY(tryWriteLease(writing->get(), m_status) == LeaseAnswer::Refused);
}

void LeaseTest::underTheOwnersUid()
{
    if (::geteuid() != 0)
        QSKIP("other users need root");
    constexpr uid_t owner = 54321;
    QCOMPARE(::chown(QByteArray(m_root.bytes() + '/' + m_name).constData(), owner, owner), 0);
    const auto folder = Directory::open(m_root.bytes());
    const auto writing = folder->openFileForWriting(m_name);
    m_status = *folder->status(m_name);
    LeaseAnswer answer = LeaseAnswer::Unsupported;
    LeaseAnswer asNobody = LeaseAnswer::Unsupported;
    uid_t uidAfter = 1;
    bool isDropped = false;
    // The kernel keeps the uid for each thread, so only this one drops root's rights.
    std::thread([&] {
        isDropped = dropLeaseCapability();
        answer = tryWriteLease(writing->get(), m_status);
        uidAfter = static_cast<uid_t>(::setfsuid(uid_t(-1)));
        ::syscall(SYS_setresuid, owner + 1, owner + 1, owner + 1);
        asNobody = tryWriteLease(writing->get(), m_status);
    }).join();
    ::prctl(PR_SET_DUMPABLE, 1);
    QVERIFY(isDropped);
    QVERIFY(answer == LeaseAnswer::Granted);
    QCOMPARE(uidAfter, 0U);
    QVERIFY(asNobody == LeaseAnswer::NoPermission);
}

void LeaseTest::readerWaits()
{
    const auto folder = Directory::open(m_root.bytes());
    const auto holder = folder->openFile(m_name);
    ::fcntl(holder->get(), F_SETSIG, SIGURG);
    QCOMPARE(::fcntl(holder->get(), F_SETLEASE, F_WRLCK), 0);
    const auto refused = folder->openFile(m_name);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Error::Code::InUse);

    std::thread letsGo([&holder] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ::fcntl(holder->get(), F_SETLEASE, F_UNLCK);
    });
    const auto opened = folder->openFile(m_name);
    letsGo.join();
    QVERIFY(opened);
}

QTEST_GUILESS_MAIN(LeaseTest)
#include "tst_lease.moc"
