// Holds a database open like a server, in another process: prints "ready" when it has opened it,
// and closes it when its standard input is closed.
//
//   holder MODE FILE [wal|delete [PAUSE]]
//   holder official|community USERFOLDER LABEL
//
// It waits five seconds for a lock, or HOLDER_PATIENCE milliseconds.
//
//   idle           opened in rollback-journal mode, schema read, no lock kept
//   wal            opened in WAL mode, one read done
//   wal-rows       like wal, with a committed write that is in the -wal only
//   exclusive      WAL with locking_mode=exclusive, one write done
//   transaction    rollback-journal mode within a write transaction: the journal is hot
//   crash-journal  like transaction, but dies there: the hot journal stays
//   crash-wal      like wal-rows, but dies there: the -wal and -shm stay
//   open           any file, by open(2) only
//   read-lock      like open; for each line of standard input it locks that byte instead of the
//                  previous one, as a reader, and prints "ready"
//   write-lock     like read-lock, as a writer
//   writer         a collection, written in short transactions without end: at every commit there
//                  are as many notes as cards, and col.usn is their number; it pauses for PAUSE to
//                  seven times PAUSE microseconds between two
//   uploads        the user folder FILE, in full uploads without end: a new collection grows in a
//                  temporary file and replaces the old one, while media.db is open
//   official       all files of a user like the official server: both databases in WAL mode with
//                  locking_mode=exclusive; media.db and media/ are opened at the start
//   community      all files of a user like the community server, shared; the media folder must
//                  exist. Both create other missing files, and write a note, a media file and its
//                  entry with the name LABEL

#include "support/serverschema.h"

#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

[[noreturn]] void fail(const std::string &text)
{
    std::fprintf(stderr, "holder: %s\n", text.c_str());
    std::exit(2);
}

void ready()
{
    std::puts("ready");
    std::fflush(stdout);
}

void waitForEnd()
{
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
}

bool isEnded(int milliseconds)
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::poll(&input, 1, milliseconds) > 0;
}

class Connection
{
public:
    explicit Connection(const char *path, int flags = SQLITE_OPEN_READWRITE)
    {
        if (sqlite3_open_v2(path, &m_handle, flags, nullptr) != SQLITE_OK)
            fail(sqlite3_errmsg(m_handle));
        const char *patience = std::getenv("HOLDER_PATIENCE");
        sqlite3_busy_timeout(m_handle, patience != nullptr ? std::atoi(patience) : 5000);
    }
    ~Connection() { sqlite3_close(m_handle); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void run(const std::string &sql)
    {
        if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            fail(sql + ": " + sqlite3_errmsg(m_handle));
    }

    long long number(const std::string &sql)
    {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(m_handle, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK ||
            sqlite3_step(statement) != SQLITE_ROW)
            fail(sql + ": " + sqlite3_errmsg(m_handle));
        const long long value = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        return value;
    }

    bool hasColumn(const std::string &table, const std::string &column)
    {
        return number("SELECT COUNT(*) FROM pragma_table_info('" + table + "') WHERE name = '" +
                      column + "'") > 0;
    }

    // Changes a figure that every reader reports.
    void write()
    {
        if (hasColumn("col", "usn"))
            run("UPDATE col SET usn = usn + 1");
        else if (hasColumn("meta", "last_usn"))
            run("UPDATE meta SET last_usn = last_usn + 1");
        else if (hasColumn("media", "usn"))
            run("UPDATE media SET usn = usn + 1");
        else
            run("CREATE TABLE IF NOT EXISTS held (n); INSERT INTO held VALUES (1)");
    }

    // Writes uncommitted pages to the main file, so that the journal has to be played back.
    void flush()
    {
        if (sqlite3_db_cacheflush(m_handle) != SQLITE_OK)
            fail(sqlite3_errmsg(m_handle));
    }

private:
    sqlite3 *m_handle = nullptr;
};

void holdOpenFile(const char *path)
{
    int descriptor = ::open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        fail(std::string("cannot open ") + path);
    ready();
    waitForEnd();
    ::close(descriptor);
}

bool lockByte(int descriptor, short kind, off_t byte)
{
    struct flock lock = {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return ::fcntl(descriptor, F_SETLK, &lock) == 0;
}

void lockBytes(bool isWriter, const char *path)
{
    const int descriptor = ::open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        fail(std::string("cannot open ") + path);
    const short kind = isWriter ? F_WRLCK : F_RDLCK;
    off_t locked = 0;
    ready();
    std::array<char, 32> line;
    while (std::fgets(line.data(), line.size(), stdin) != nullptr) {
        const off_t byte = std::strtoll(line.data(), nullptr, 10);
        if (!lockByte(descriptor, F_UNLCK, locked) || !lockByte(descriptor, kind, byte))
            fail(std::string("cannot lock ") + path);
        locked = byte;
        ready();
    }
    ::close(descriptor);
}

void holdDatabase(std::string_view mode, const char *path)
{
    Connection connection(path);
    const bool crashes = mode.starts_with("crash-");
    if (mode == "exclusive")
        connection.run("PRAGMA locking_mode=exclusive");
    const bool usesWal = mode.starts_with("wal") || mode == "exclusive" || mode == "crash-wal";
    connection.run(usesWal ? "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0"
                           : "PRAGMA journal_mode=delete");
    connection.number("SELECT COUNT(*) FROM sqlite_master");
    if (mode == "transaction" || mode == "crash-journal") {
        connection.run("BEGIN IMMEDIATE");
        connection.write();
        connection.flush();
    } else if (mode == "wal-rows" || mode == "exclusive" || mode == "crash-wal") {
        connection.write();
    } else if (mode != "idle" && mode != "wal") {
        fail("unknown mode " + std::string(mode));
    }
    ready();
    if (crashes)
        ::_exit(0);
    waitForEnd();
}

std::string contentOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void growFile(int descriptor, const std::string &content)
{
    constexpr size_t pieces = 20;
    constexpr unsigned pause = 200; // us
    for (size_t at = 0, piece = content.size() / pieces + 1; at < content.size(); at += piece) {
        const std::string part = content.substr(at, piece);
        if (::write(descriptor, part.data(), part.size()) != static_cast<ssize_t>(part.size()))
            fail("cannot write the upload");
        ::usleep(pause);
    }
}

void uploadWithoutEnd(const std::string &folder)
{
    Connection media((folder + "/media.db").c_str());
    media.run("PRAGMA locking_mode=exclusive; PRAGMA journal_mode=wal");
    media.write();
    const std::string collection = folder + "/collection.anki2";
    const std::string content = contentOf(collection);
    ready();
    while (!isEnded(0)) {
        std::string temporary = folder + "/.tmpXXXXXX";
        const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
        if (descriptor < 0)
            fail("cannot make " + temporary);
        growFile(descriptor, content);
        ::close(descriptor);
        if (::rename(temporary.c_str(), collection.c_str()) != 0)
            fail("cannot rename " + temporary);
    }
}

void serve(bool isOfficial, const std::string &folder, const std::string &label)
{
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const std::string settings = std::string(isOfficial ? "PRAGMA locking_mode=exclusive; " : "") +
                                 "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0";
    const std::string media = folder + (isOfficial ? "/media" : "/collection.media");
    if (isOfficial && ::mkdir(media.c_str(), 0777) != 0 && errno != EEXIST)
        fail("cannot make " + media);
    Connection tracked(
        (folder + (isOfficial ? "/media.db" : "/collection.media.server.db")).c_str(), flags);
    tracked.run(settings);
    tracked.run(SyncAdmin::Test::mediaSchema);
    Connection collection((folder + "/collection.anki2").c_str(), flags);
    collection.run(settings);
    collection.run(SyncAdmin::Test::collectionSchema);
    collection.run("INSERT INTO notes (guid, flds) VALUES ('" + label + "', '" + label + "')");
    const int file = ::open((media + '/' + label).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || ::write(file, label.data(), label.size()) < 0)
        fail("cannot write into " + media);
    ::close(file);
    tracked.run("BEGIN; INSERT OR REPLACE INTO media VALUES ('" + label +
                "', x'00', 1, 1, 1); UPDATE meta SET last_usn = last_usn + 1, total_bytes = "
                "total_bytes + 1, total_nonempty_files = total_nonempty_files + 1; COMMIT");
    ready();
    waitForEnd();
}

void writeWithoutEnd(const char *path, const std::string &journal, unsigned pause)
{
    constexpr long long most = 400; // rows added before they are removed again
    Connection connection(path);
    connection.run("PRAGMA journal_mode=" + journal +
                   "; PRAGMA synchronous=off; PRAGMA wal_autocheckpoint=20");
    connection.run("BEGIN IMMEDIATE; UPDATE col SET usn = (SELECT COUNT(*) FROM cards)");
    if (connection.number("SELECT (SELECT COUNT(*) FROM notes) = usn FROM col") != 1)
        fail("writer needs a collection with as many notes as cards");
    connection.run("COMMIT");
    const long long first = connection.number("SELECT MAX(1, (SELECT COALESCE(MAX(id), 0) FROM "
                                              "notes), (SELECT COALESCE(MAX(id), 0) FROM cards))");
    ready();
    long long added = 0;
    for (unsigned round = 0; !isEnded(0); ++round) {
        connection.run("BEGIN IMMEDIATE");
        for (unsigned i = 0; i <= round % 5; ++i) {
            const std::string id = std::to_string(first + ++added);
            connection.run("INSERT INTO notes VALUES (" + id + ",'" + id +
                           "',1,0,0,'','front\x1f"
                           "back','front',0,0,'');"
                           "INSERT INTO cards VALUES (" +
                           id + "," + id + ",1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,'')");
        }
        if (added > most) {
            const std::string after = std::to_string(first);
            connection.run("DELETE FROM notes WHERE id > " + after +
                           "; DELETE FROM cards WHERE id > " + after);
            added = 0;
        }
        connection.run("UPDATE col SET usn = (SELECT COUNT(*) FROM cards); COMMIT");
        ::usleep(pause * (1 + round % 7));
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3)
        fail("holder MODE FILE [wal|delete [PAUSE]]");
    const std::string_view mode(argv[1]);
    if (mode == "open")
        holdOpenFile(argv[2]);
    else if (mode == "read-lock" || mode == "write-lock")
        lockBytes(mode == "write-lock", argv[2]);
    else if (mode == "writer")
        writeWithoutEnd(argv[2], argc > 3 ? argv[3] : "wal",
                        argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 200);
    else if (mode == "uploads")
        uploadWithoutEnd(argv[2]);
    else if (mode == "official" || mode == "community")
        serve(mode == "official", argv[2], argc > 3 ? argv[3] : "label");
    else
        holdDatabase(mode, argv[2]);
    return 0;
}
