#include "accounts/sessionedit.h"
#include "accounts/sessions.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

using namespace SyncAdmin;

// Input: a session.db. The sessions of each of its users are taken out of it in memory.

namespace {

QByteArray madeFolder()
{
    QByteArray pattern = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm/fuzz_sessions-XXXXXX"
                                                         : "/tmp/fuzz_sessions-XXXXXX";
    return ::mkdtemp(pattern.data()) != nullptr ? pattern : QByteArray();
}

// Removes what this process made once it ends.
struct Scratch
{
    QByteArray path = madeFolder();

    ~Scratch()
    {
        ::unlink(QByteArray(path + "/session.db").constData());
        ::rmdir(path.constData());
    }
};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void put(const Directory &folder, const QByteArray &bytes)
{
    const FileDescriptor file(::openat(folder.descriptor(), "session.db",
                                       O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
    require(::write(file.get(), bytes.constData(), static_cast<size_t>(bytes.size())) ==
            bytes.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Scratch scratch;
    static const Directory folder = Directory::open(scratch.path).value();
    constexpr qsizetype maxUsers = 3;
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    put(folder, bytes);
    const auto list = readSessions(folder, {});
    if (!list) {
        require(!list.error().message().isEmpty());
        return 0;
    }
    for (const UserSessions &user : list->users.mid(0, maxUsers)) {
        put(folder, bytes);
        const auto edit = editSessions(folder, user.folder, {});
        require(folder.status("session.db")->size == bytes.size() && folder.entries()->size() == 1);
        if (!edit)
            continue;
        // Only these sessions are gone; what was made can be read.
        require(edit->removed == user.sessions.size());
        require(edit->left == list->count() - edit->removed);
        put(folder, edit->image);
        const auto after = readSessions(folder, {});
        require(after && after->count() == edit->left);
        require(!after->of(user.folder, {}) || user.folder.isEmpty() ||
                after->of(user.folder, {})->folder != user.folder);
    }
    return 0;
}
