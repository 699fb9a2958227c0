#include "analysis/collectionstats.h"
#include "analysis/mediadatabasestats.h"
#include "base/displayname.h"
#include "database/database.h"

#include <QtEndian>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace SyncAdmin;

// Input: one byte of choices, the lengths of the -wal and of the -journal (two bytes each, little
// endian), then the -wal, the -journal and the database.

namespace {

QByteArray madeFolder()
{
    QByteArray pattern = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm/fuzz_database-XXXXXX"
                                                         : "/tmp/fuzz_database-XXXXXX";
    return ::mkdtemp(pattern.data()) != nullptr ? pattern : QByteArray();
}

// Removes what this process made once it ends.
struct Scratch
{
    QByteArray path = madeFolder();

    ~Scratch()
    {
        for (const char *name : {"/x", "/x-wal", "/x-journal"})
            ::unlink(QByteArray(path + name).constData());
        ::rmdir(path.constData());
    }
};

void put(const Directory &folder, const char *name, const uint8_t *bytes, size_t size, bool isThere)
{
    if (!isThere) {
        ::unlinkat(folder.descriptor(), name, 0);
        return;
    }
    const FileDescriptor file(
        ::openat(folder.descriptor(), name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
    if (::write(file.get(), bytes, size) != static_cast<ssize_t>(size))
        std::abort();
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Scratch scratch;
    static const Directory folder = Directory::open(scratch.path).value();
    constexpr size_t head = 5;
    if (size < head)
        return 0;
    const uint8_t choices = data[0];
    size_t wal = qFromLittleEndian<quint16>(data + 1);
    size_t journal = qFromLittleEndian<quint16>(data + 3);
    data += head;
    size -= head;
    wal = std::min(wal, size);
    journal = std::min(journal, size - wal);
    put(folder, "x-wal", data, wal, wal > 0);
    put(folder, "x-journal", data + wal, journal, journal > 0);
    put(folder, "x", data + wal + journal, size - wal - journal, true);

    const ReadOptions options{100, (choices & 1U) != 0};
    const auto read = readDatabase(folder, "x", options, {}, [choices](Database &database) {
        if (const auto stats = readCollectionStats(database))
            require(stats->pendingRows() >= 0 && stats->cards >= 0 && stats->notes >= 0);
        if (const auto stats = readMediaDatabaseStats(database))
            require(!formatName(stats->format).isEmpty());
        if ((choices & 2U) != 0) {
            const auto found = database.integrityProblems(10);
            for (const QString &text : found.value_or(QStringList()))
                require(!text.contains(QLatin1Char('\n')));
        }
        // Whatever the file says, nothing can be written.
        require(!database.firstRow(QStringLiteral("CREATE TABLE made_here (a)")));
        return Result<>();
    });
    if (!read)
        require(!read.error().message().isEmpty());

    // The files are as they were.
    const auto status = folder.status("x");
    require(status && status->size == static_cast<qint64>(size - wal - journal));
    const auto walStatus = folder.status("x-wal");
    require(walStatus.has_value() == (wal > 0));
    require(!walStatus || walStatus->size == static_cast<qint64>(wal));
    require(folder.status("x-journal").has_value() == (journal > 0));
    require(folder.entries()->size() == 1 + (wal > 0 ? 1 : 0) + (journal > 0 ? 1 : 0));
    return 0;
}
