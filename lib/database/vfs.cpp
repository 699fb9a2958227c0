#include "database/vfs.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QStringList>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>

namespace SyncAdmin {

namespace {

constexpr const char *vfsName = "syncadmin";

// Reading the processor clock takes as long as a short read, so not every read checks it.
constexpr int readsBetweenChecks = 32;

// Maps the names that SQLite opens to sources.
class Sources
{
public:
    quint64 add(DatabaseSource *source)
    {
        const std::scoped_lock lock(m_mutex);
        m_sources.emplace(++m_last, source);
        return m_last;
    }
    void remove(quint64 number)
    {
        const std::scoped_lock lock(m_mutex);
        m_sources.erase(number);
    }
    DatabaseSource *find(quint64 number)
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_sources.find(number);
        return found == m_sources.end() ? nullptr : found->second;
    }

private:
    std::mutex m_mutex;
    std::map<quint64, DatabaseSource *> m_sources;
    quint64 m_last = 0;
};

Sources &sources()
{
    static Sources all;
    return all;
}

enum class Part { Main, Wal, Journal, None };

struct Named
{
    DatabaseSource *source = nullptr;
    Part part = Part::None;
};

// "/7", "/7-wal" or "/7-journal".
Named resolve(const char *name)
{
    if (name == nullptr || name[0] != '/')
        return {};
    QByteArray text(name + 1);
    Part part = Part::Main;
    if (text.endsWith("-wal")) {
        part = Part::Wal;
        text.chop(4);
    } else if (text.endsWith("-journal")) {
        part = Part::Journal;
        text.chop(8);
    }
    bool isNumber = false;
    const quint64 number = text.toULongLong(&isNumber);
    DatabaseSource *source = isNumber ? sources().find(number) : nullptr;
    return source != nullptr ? Named{source, part} : Named{};
}

// Reads a small database with one call, which takes half the time of one call for each page. Each
// thread has one buffer, because allocating it costs as much as it saves.
constexpr qint64 maxReadAhead = qint64{512} * 1024;

struct ReadAhead
{
    std::unique_ptr<char[]> bytes;
    bool isTaken = false;
};

thread_local ReadAhead readAhead;

struct VfsFile
{
    sqlite3_file base = {};
    DatabaseSource *source = nullptr;
    int descriptor = -1; // -1: a missing file, which reads as empty
    ChangedBlocks *changes = nullptr;
    int reads = 0;
    const char *ahead = nullptr; // the file's start, in this thread's buffer
    qint64 aheadSize = 0;
};

VfsFile *vfsFile(sqlite3_file *file)
{
    return reinterpret_cast<VfsFile *>(file);
}

// Does nothing: the source owns the descriptors.
int closeFile(sqlite3_file *file)
{
    if (vfsFile(file)->ahead != nullptr)
        readAhead.isTaken = false;
    return SQLITE_OK;
}

// On failure the pages are read one by one; the bad ones may not be needed.
void readAll(VfsFile &file)
{
    struct stat status = {};
    if (readAhead.isTaken || ::fstat(file.descriptor, &status) != 0 || status.st_size <= 0 ||
        status.st_size > maxReadAhead)
        return;
    if (!readAhead.bytes)
        readAhead.bytes = std::make_unique_for_overwrite<char[]>(maxReadAhead);
    const ssize_t got =
        ::pread(file.descriptor, readAhead.bytes.get(), static_cast<size_t>(status.st_size), 0);
    if (got != status.st_size)
        return;
    readAhead.isTaken = true;
    file.ahead = readAhead.bytes.get();
    file.aheadSize = got;
}

int readFile(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
    VfsFile *self = vfsFile(file);
    ReadBudget *budget = self->source->budget;
    if (budget != nullptr) {
        budget->addBytes(amount);
        if (++self->reads % readsBetweenChecks == 0 && budget->isSpent())
            return SQLITE_IOERR_READ;
    }
    if (self->ahead != nullptr && offset + amount <= self->aheadSize) {
        std::memcpy(buffer, self->ahead + offset, static_cast<size_t>(amount));
        return SQLITE_OK;
    }
    auto *bytes = static_cast<char *>(buffer);
    int done = 0;
    // There is nothing to read after the end of the file, or after its new end.
    const qint64 end = self->changes != nullptr ? self->changes->size() - offset : amount;
    while (done < std::min<qint64>(amount, end) && self->descriptor >= 0) {
        const ssize_t got = ::pread(self->descriptor, bytes + done,
                                    static_cast<size_t>(amount - done), offset + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return SQLITE_IOERR_READ;
        if (got == 0)
            break;
        done += static_cast<int>(got);
    }
    std::memset(bytes + done, 0, static_cast<size_t>(amount - done));
    if (self->changes != nullptr) {
        self->changes->patch(bytes, amount, offset);
        return end >= amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }
    return done == amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int writeFile(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
    const VfsFile *self = vfsFile(file);
    if (!self->source->isPrivateCopy || self->descriptor < 0)
        return SQLITE_READONLY;
    if (self->changes != nullptr)
        return self->changes->write(static_cast<const char *>(buffer), amount, offset)
                   ? SQLITE_OK
                   : SQLITE_IOERR_WRITE;
    if (::pwrite(self->descriptor, buffer, static_cast<size_t>(amount), offset) != amount)
        return SQLITE_IOERR_WRITE;
    return SQLITE_OK;
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    const VfsFile *self = vfsFile(file);
    if (self->changes != nullptr) {
        self->changes->truncate(size);
        return SQLITE_OK;
    }
    if (self->source->isPrivateCopy && self->descriptor >= 0 &&
        ::ftruncate(self->descriptor, size) != 0) {
        return SQLITE_IOERR_TRUNCATE;
    }
    return SQLITE_OK;
}

int fileSize(sqlite3_file *file, sqlite3_int64 *size)
{
    const VfsFile *self = vfsFile(file);
    struct stat status = {};
    *size = 0;
    if (self->changes != nullptr) {
        *size = self->changes->size();
        return SQLITE_OK;
    }
    if (self->descriptor < 0)
        return SQLITE_OK;
    if (::fstat(self->descriptor, &status) != 0)
        return SQLITE_IOERR_FSTAT;
    *size = status.st_size;
    return SQLITE_OK;
}

int ignoreSync(sqlite3_file * /*file*/, int /*flags*/)
{
    return SQLITE_OK;
}

int ignoreLock(sqlite3_file * /*file*/, int /*level*/)
{
    return SQLITE_OK;
}

int neverReserved(sqlite3_file * /*file*/, int *isReserved)
{
    *isReserved = 0;
    return SQLITE_OK;
}

int noControl(sqlite3_file * /*file*/, int /*operation*/, void * /*argument*/)
{
    return SQLITE_NOTFOUND;
}

int noTrait(sqlite3_file * /*file*/)
{
    return 0;
}

// Version 1 has no shared memory: SQLite keeps the WAL's index on the heap and never creates a
// -shm.
constexpr sqlite3_io_methods fileMethods = {
    1,          closeFile,  readFile,      writeFile, truncateFile, ignoreSync, fileSize,
    ignoreLock, ignoreLock, neverReserved, noControl, noTrait,      noTrait,    nullptr,
    nullptr,    nullptr,    nullptr,       nullptr,   nullptr,
};

int openSource(sqlite3_vfs * /*vfs*/, const char *name, sqlite3_file *file, int flags,
               int *outFlags)
{
    file->pMethods = nullptr;
    const Named named = resolve(name);
    if (named.part == Part::None || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0)
        return SQLITE_CANTOPEN;
    auto *opened = new (file) VfsFile;
    opened->source = named.source;
    opened->base.pMethods = &fileMethods;
    switch (named.part) {
    case Part::Main:
        opened->descriptor = named.source->main.get();
        opened->changes = named.source->changes.get();
        if (!named.source->isPrivateCopy) // a private copy is written to, so it is not read ahead
            readAll(*opened);
        break;
    case Part::Wal:
        opened->descriptor = named.source->wal.get();
        break;
    case Part::Journal:
        if (!named.source->journal.isOpen()) {
            file->pMethods = nullptr;
            return SQLITE_CANTOPEN;
        }
        opened->descriptor = named.source->journal.get();
        break;
    case Part::None:
        break;
    }
    if (outFlags != nullptr) {
        *outFlags = flags;
        if (!named.source->isPrivateCopy) {
            *outFlags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
            *outFlags |= SQLITE_OPEN_READONLY;
        }
    }
    return SQLITE_OK;
}

int deleteSource(sqlite3_vfs * /*vfs*/, const char *name, int /*syncFolder*/)
{
    const Named named = resolve(name);
    if (named.part == Part::Journal && named.source->isPrivateCopy)
        named.source->journal.reset();
    return SQLITE_OK;
}

int accessSource(sqlite3_vfs * /*vfs*/, const char *name, int /*flags*/, int *answer)
{
    const Named named = resolve(name);
    *answer = 0;
    if (named.part == Part::Main)
        *answer = 1;
    else if (named.part == Part::Wal)
        *answer = named.source->wal.isOpen() ? 1 : 0;
    else if (named.part == Part::Journal)
        *answer = named.source->journal.isOpen() ? 1 : 0;
    return SQLITE_OK;
}

int fullPath(sqlite3_vfs * /*vfs*/, const char *name, int size, char *out)
{
    if (qstrlen(name) >= static_cast<size_t>(size))
        return SQLITE_CANTOPEN;
    qstrncpy(out, name, static_cast<size_t>(size));
    return SQLITE_OK;
}

int randomness(sqlite3_vfs *vfs, int size, char *out)
{
    auto *host = static_cast<sqlite3_vfs *>(vfs->pAppData);
    return host->xRandomness(host, size, out);
}

int sleepFor(sqlite3_vfs *vfs, int microseconds)
{
    auto *host = static_cast<sqlite3_vfs *>(vfs->pAppData);
    return host->xSleep(host, microseconds);
}

int currentTime(sqlite3_vfs *vfs, double *days)
{
    auto *host = static_cast<sqlite3_vfs *>(vfs->pAppData);
    return host->xCurrentTime(host, days);
}

int lastError(sqlite3_vfs * /*vfs*/, int /*size*/, char * /*out*/)
{
    return errno;
}

void registerVfs()
{
    // Fails, without harm, if other code has already opened a database.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_initialize() != SQLITE_OK)
        return;
    static sqlite3_vfs vfs = {};
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(VfsFile);
    vfs.mxPathname = 64;
    vfs.zName = vfsName;
    vfs.pAppData = sqlite3_vfs_find(nullptr);
    vfs.xOpen = openSource;
    vfs.xDelete = deleteSource;
    vfs.xAccess = accessSource;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = currentTime;
    vfs.xGetLastError = lastError;
    sqlite3_vfs_register(&vfs, 0);
    // If two threads use Qt's list of drivers first and at the same time, Qt registers its cleanup
    // twice and hangs at exit (qsqldatabase.cpp, driverDict(), no lock in 6.4).
    QSqlDatabase::drivers();
}

} // namespace

bool ChangedBlocks::write(const char *bytes, qint64 amount, qint64 offset)
{
    if (amount % blockSize != 0 || offset % blockSize != 0)
        return false;
    for (qint64 at = 0; at < amount; at += blockSize)
        std::memcpy(m_blocks[(offset + at) / blockSize].data(), bytes + at, blockSize);
    m_size = std::max(m_size, offset + amount);
    return true;
}

void ChangedBlocks::truncate(qint64 size)
{
    m_size = std::min(m_size, size);
}

void ChangedBlocks::patch(char *bytes, qint64 amount, qint64 offset) const
{
    for (qint64 number = offset / blockSize; number * blockSize < offset + amount; ++number) {
        const auto block = m_blocks.find(number);
        if (block == m_blocks.end())
            continue;
        const qint64 from = std::max(offset, number * blockSize);
        const qint64 to = std::min(offset + amount, (number + 1) * blockSize);
        std::memcpy(bytes + (from - offset), block->second.data() + (from - number * blockSize),
                    static_cast<size_t>(to - from));
    }
}

void prepareSqlite()
{
    static std::once_flag once;
    std::call_once(once, registerVfs);
}

SourceRegistration::SourceRegistration(DatabaseSource &source) : m_source(source)
{
    prepareSqlite();
    m_number = sources().add(&source);
}

SourceRegistration::~SourceRegistration()
{
    sources().remove(m_number);
}

QString SourceRegistration::uri() const
{
    return QStringLiteral("file:/%1?vfs=%2%3")
        .arg(QString::number(m_number), QLatin1String(vfsName),
             m_source.isPrivateCopy ? QString() : QStringLiteral("&mode=ro"));
}

} // namespace SyncAdmin
