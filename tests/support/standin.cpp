// A stand-in for a sync server in a container: it opens, locks and writes a user's files like the
// official and the community server, and does nothing else.
//
//   standin serve official|community ROOT [--ignore-term] [--die-after MS] [--idle MS]
//           [--start-time MS] [--socket NAME]
//   standin ask USER              prints what the server has for a user: "notes=2 media=1 usn=1"
//   standin sync USER LABEL       prints the same, then adds a note and a media file like a client
//   standin upload USER LABEL     like sync, but replaces the collection: a full upload
//   standin close USER            closes the user's files, like a server after an idle time
//   standin check                 does nothing; shows that the program can run
//
// Several requests can be separated by ";".
//
//   official   has the users named in SYNC_USERS ("john.doe,alice"): creates their media/, opens
//              media.db at its start and the collection at the first sync, both exclusively. With
//              --start-time it is busy for that time before it listens, like the official server
//              that hashes its users' passwords
//   community  opens a user's files when a client connects: in WAL mode, and keeps the write lock;
//              after a full upload in rollback mode without a lock. Closes them after --idle
//              (default 90,000) ms
//
// Requests use a socket without a name on disk, so run them in the server's network namespace.

#include "support/serverschema.h"

#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stopSignal = 0;

int complain(const std::string &text)
{
    std::fprintf(stderr, "standin: %s\n", text.c_str());
    return 2;
}

// An open database. The first error is kept.
class Database
{
public:
    Database(const std::string &path, bool isExclusive, const char *journal, const char *schema)
    {
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        if (sqlite3_open_v2(path.c_str(), &m_handle, flags, nullptr) != SQLITE_OK)
            m_error = sqlite3_errmsg(m_handle);
        sqlite3_busy_timeout(m_handle, 1000);
        if (isExclusive)
            run("PRAGMA locking_mode=exclusive");
        run(std::string("PRAGMA journal_mode=") + journal);
        run(schema);
    }
    ~Database() { sqlite3_close(m_handle); }
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    void run(const std::string &sql)
    {
        if (m_error.empty() &&
            sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            m_error = sqlite3_errmsg(m_handle);
    }

    long long number(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        long long value = -1;
        if (sqlite3_prepare_v2(m_handle, sql, -1, &statement, nullptr) == SQLITE_OK &&
            sqlite3_step(statement) == SQLITE_ROW)
            value = sqlite3_column_int64(statement, 0);
        else if (m_error.empty())
            m_error = sqlite3_errmsg(m_handle);
        sqlite3_finalize(statement);
        return value;
    }

    const std::string &error() const { return m_error; }

private:
    sqlite3 *m_handle = nullptr;
    std::string m_error;
};

struct User
{
    std::unique_ptr<Database> collection;
    std::unique_ptr<Database> media;
    bool holdsWriteLock = false;
    Clock::time_point last = Clock::now();
};

class Server
{
public:
    Server(bool isOfficial, std::string root) : m_isOfficial(isOfficial), m_root(std::move(root)) {}

    // The official server opens this when it starts.
    bool openMedia(const std::string &name)
    {
        ::mkdir(folderOf(name).c_str(), 0755);
        ::mkdir(mediaFolderOf(name).c_str(), 0755);
        User &user = m_users[name];
        user.media = openMediaDatabase(name);
        return user.media->error().empty();
    }

    std::string answer(const std::string &request)
    {
        std::istringstream words(request);
        std::string operation;
        std::string name;
        std::string label;
        words >> operation >> name >> label;
        if (operation == "close") {
            m_users.erase(name);
            return "closed\n";
        }
        User &user = m_users[name];
        user.last = Clock::now();
        if (!user.media)
            user.media = openMediaDatabase(name);
        if (!user.collection)
            user.collection = openCollection(name, "wal");
        if (std::exchange(user.holdsWriteLock, false))
            user.collection->run("COMMIT");
        std::ostringstream text;
        text << "notes=" << user.collection->number("SELECT COUNT(*) FROM notes")
             << " media=" << user.media->number("SELECT COUNT(*) FROM media")
             << " usn=" << user.media->number("SELECT last_usn FROM meta");
        if (operation == "upload")
            replaceCollection(name, user);
        if (operation == "sync" || operation == "upload")
            add(name, user, label);
        if (operation == "sync" && !m_isOfficial) {
            user.collection->run("BEGIN IMMEDIATE");
            user.holdsWriteLock = true;
        }
        for (const auto *database : {user.collection.get(), user.media.get()}) {
            if (!database->error().empty())
                text << " error=" << database->error();
        }
        if (!m_fault.empty())
            text << " error=" << m_fault;
        m_fault.clear();
        return text.str() + '\n';
    }

    void closeIdle(std::chrono::milliseconds idle)
    {
        for (auto user = m_users.begin(); !m_isOfficial && user != m_users.end();) {
            if (Clock::now() - user->second.last >= idle)
                user = m_users.erase(user);
            else
                ++user;
        }
    }

private:
    std::string folderOf(const std::string &name) const
    {
        return m_root + (m_isOfficial ? "/" : "/collections/") + name;
    }
    std::string mediaFolderOf(const std::string &name) const
    {
        return folderOf(name) + (m_isOfficial ? "/media" : "/collection.media");
    }
    std::unique_ptr<Database> openMediaDatabase(const std::string &name) const
    {
        const char *file = m_isOfficial ? "/media.db" : "/collection.media.server.db";
        return std::make_unique<Database>(folderOf(name) + file, m_isOfficial, "wal",
                                          SyncAdmin::Test::mediaSchema);
    }
    std::unique_ptr<Database> openCollection(const std::string &name, const char *journal) const
    {
        return std::make_unique<Database>(folderOf(name) + "/collection.anki2", m_isOfficial,
                                          journal, SyncAdmin::Test::collectionSchema);
    }

    void replaceCollection(const std::string &name, User &user)
    {
        user.collection.reset();
        const std::string path = folderOf(name) + "/collection.anki2";
        ::unlink(path.c_str());
        user.collection = openCollection(name, m_isOfficial ? "wal" : "delete");
    }

    // Both servers answer with an error if they cannot write a file.
    void add(const std::string &name, User &user, const std::string &label)
    {
        user.collection->run("INSERT INTO notes (guid, flds) VALUES ('" + label + "', '" + label +
                             "')");
        const std::string path = mediaFolderOf(name) + '/' + label;
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        const bool isWritten = file >= 0 && ::write(file, label.data(), label.size()) ==
                                                static_cast<ssize_t>(label.size());
        if (!isWritten)
            m_fault = path + ": " + std::strerror(errno);
        if (file >= 0)
            ::close(file);
        if (isWritten) {
            user.media->run("BEGIN; INSERT OR REPLACE INTO media SELECT '" + label +
                            "', x'00', 1, last_usn + 1, 1 FROM meta; UPDATE meta SET last_usn = "
                            "last_usn + 1, total_bytes = total_bytes + 1, total_nonempty_files = "
                            "total_nonempty_files + 1; COMMIT");
        }
    }

    bool m_isOfficial;
    std::string m_root;
    std::map<std::string, User> m_users;
    std::string m_fault;
};

constexpr std::string_view usualSocket = "anki-sync-standin";

sockaddr_un address(std::string_view name, socklen_t &size)
{
    sockaddr_un where = {};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path + 1, name.data(), name.size());
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    return where;
}

int openSocket(decltype(&::connect) attach, std::string_view name)
{
    socklen_t size = 0;
    const sockaddr_un where = address(name, size);
    const int channel = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return attach(channel, reinterpret_cast<const sockaddr *>(&where), size) == 0 ? channel : -1;
}

std::string readLine(int channel)
{
    std::string line;
    char byte = 0;
    while (::read(channel, &byte, 1) == 1 && byte != '\n')
        line += byte;
    return line;
}

struct Settings
{
    bool isOfficial = false;
    std::string root;
    bool ignoresTerm = false;
    std::chrono::milliseconds dieAfter{0}; // 0: never
    std::chrono::milliseconds idle{90'000};
    std::chrono::milliseconds startTime{0};
    std::string socket{usualSocket};
};

void waitFor(const Settings &settings, Server &server)
{
    constexpr int beat = 20; // ms
    const int listener = openSocket(&::bind, settings.socket);
    if (listener < 0 || ::listen(listener, 8) != 0)
        std::exit(complain(std::strerror(errno)));
    std::puts("ready");
    std::fflush(stdout);
    const auto started = Clock::now();
    while (stopSignal == 0) {
        pollfd waiting{listener, POLLIN, 0};
        const bool isAsked = ::poll(&waiting, 1, beat) > 0;
        if (settings.dieAfter.count() > 0 && Clock::now() - started >= settings.dieAfter)
            std::_Exit(1);
        server.closeIdle(settings.idle);
        if (!isAsked)
            continue;
        const int channel = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        const std::string answer = server.answer(readLine(channel));
        if (::write(channel, answer.data(), answer.size()) < 0)
            complain(std::strerror(errno));
        ::close(channel);
    }
}

int serve(const Settings &settings)
{
    // The first process of a container receives only signals that it handles.
    struct sigaction action = {};
    action.sa_handler = [](int number) { stopSignal = number; };
    if (settings.ignoresTerm)
        action.sa_handler = SIG_IGN;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    Server server(settings.isOfficial, settings.root);
    const char *users = std::getenv("SYNC_USERS");
    std::istringstream names(settings.isOfficial && users != nullptr ? users : "");
    for (std::string name; std::getline(names, name, ',');) {
        if (!server.openMedia(name))
            return complain("cannot open the media of " + name);
    }
    for (const auto begun = Clock::now(); Clock::now() - begun < settings.startTime;) {
        if (stopSignal != 0)
            return 0;
    }
    waitFor(settings, server);
    return 0;
}

int request(std::span<const std::string> words)
{
    const int channel = openSocket(&::connect, usualSocket);
    if (channel < 0)
        return complain(std::strerror(errno));
    std::string line;
    for (const std::string &word : words)
        line += (line.empty() ? "" : " ") + word;
    line += '\n';
    if (::write(channel, line.data(), line.size()) < 0)
        return complain(std::strerror(errno));
    const std::string answer = readLine(channel);
    ::close(channel);
    std::puts(answer.c_str());
    return answer.empty() || answer.find("error=") != std::string::npos ? 1 : 0;
}

// Several requests, separated by ";"; stops after a failure.
int requests(std::span<const std::string> words)
{
    while (!words.empty()) {
        const auto end = std::find(words.begin(), words.end(), ";");
        const auto count = static_cast<size_t>(end - words.begin());
        if (request(words.first(count)) != 0)
            return 1;
        words = words.subspan(std::min(count + 1, words.size()));
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 1 && words[0] == "check")
        return 0;
    if (words.size() >= 2 && words[0] != "serve")
        return requests(words);
    if (words.size() < 3)
        return complain("serve official|community ROOT, ask USER, sync USER LABEL");
    Settings settings;
    settings.isOfficial = words[1] == "official";
    settings.root = words[2];
    for (size_t i = 3; i < words.size(); ++i) {
        if (words[i] == "--ignore-term")
            settings.ignoresTerm = true;
        else if (words[i] == "--die-after" && i + 1 < words.size())
            settings.dieAfter = std::chrono::milliseconds(std::atoi(words[++i].c_str()));
        else if (words[i] == "--start-time" && i + 1 < words.size())
            settings.startTime = std::chrono::milliseconds(std::atoi(words[++i].c_str()));
        else if (words[i] == "--socket" && i + 1 < words.size())
            settings.socket = words[++i];
        else if (words[i] == "--idle" && i + 1 < words.size())
            settings.idle = std::chrono::milliseconds(std::atoi(words[++i].c_str()));
        else
            return complain("unknown option " + words[i]);
    }
    return serve(settings);
}
