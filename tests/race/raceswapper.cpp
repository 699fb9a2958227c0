// The other side of a race: drops to UID, which owns the user folder, and puts other things into
// the places of the user folder, its entries and its media while somebody works on them.
//
//   raceswapper UID USERS USER OTHER TRAPS VICTIMS
//
// USERS/USER is the folder, USERS/OTHER another user's; TRAPS is an empty folder of UID; in VICTIMS
// are two trees with a user's names, root/ and linked/, of which the second belongs to UID and so
// can be hard-linked. Commands come as lines, each is answered by one:
//
//   begin             opens the folders, which it keeps open from then on, and makes the traps
//   swap SEED INNER   one swap, INNER of a hundred times of something inside the media folder
//   back              takes it back
//   race SEED INNER   swaps and takes back until the next command
//   end               "SWAPS MISSES", since begin

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Random = std::minstd_rand;

[[noreturn]] void fail(const std::string &what)
{
    std::fprintf(stderr, "raceswapper: %s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(2);
}

void must(int result, const std::string &what)
{
    if (result < 0)
        fail(what);
}

int openFolder(int at, const std::string &name)
{
    const int folder = ::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    must(folder, name);
    return folder;
}

int below(Random &random, int most)
{
    return static_cast<int>(random() % static_cast<unsigned>(most));
}

struct Place
{
    int folder = -1;
    std::string name;
};

struct Target
{
    Place place;
    std::string path; // below the user folder
    bool isFolder = false;
    bool isInner = false; // in the media folder
    std::vector<Place> traps;
};

// Names as the driver makes them.
constexpr std::array files{"collection.anki2",     "collection.anki2-wal",
                           "collection.anki2.tmp", "collection.media.server.db",
                           "collection.media.db2", "collection.media.server.db-wal"};
const std::string media = "collection.media";

class Swapper
{
public:
    explicit Swapper(char **arguments)
        : m_users(arguments[0]), m_user(arguments[1]), m_other(arguments[2]),
          m_trapsPath(arguments[3]), m_victims(arguments[4])
    {}

    void begin();
    void swap(Random &random, int innerPercent);
    void back();
    void race(Random &random, int innerPercent);
    std::string figures() const { return std::to_string(m_swaps) + ' ' + std::to_string(m_misses); }

private:
    struct Standing
    {
        Place place;
        Place trap;
        bool isExchange = true;
        timespec modified = {};
    };

    void addTarget(int folder, const std::string &name, const std::string &path, bool isFolder,
                   bool isInner);
    void addTraps(Target &target);
    void fillFolder(const std::string &name, const Target &target) const;
    std::string victim(const char *tree, const std::string &path) const
    {
        return m_victims + '/' + tree + (path.empty() ? "" : "/" + path);
    }

    std::string m_users, m_user, m_other, m_trapsPath, m_victims;
    std::vector<int> m_open;
    int m_traps = -1;
    std::vector<Target> m_targets;
    std::optional<Standing> m_standing;
    long m_swaps = 0;
    long m_misses = 0;
};

void Swapper::begin()
{
    for (const int folder : m_open)
        ::close(folder);
    m_open.clear();
    m_targets.clear();
    m_standing.reset();
    m_swaps = m_misses = 0;
    const auto open = [this](int at, const std::string &name) {
        m_open.push_back(openFolder(at, name));
        return m_open.back();
    };
    m_traps = open(AT_FDCWD, m_trapsPath);
    const int users = open(AT_FDCWD, m_users);
    const int user = open(users, m_user);
    const int mediaFolder = open(user, media);
    const int inner = open(mediaFolder, "below");
    const int deep = open(inner, "deep");

    addTarget(users, m_user, {}, true, false);
    m_targets.back().traps.push_back({users, m_other});
    for (const char *file : files)
        addTarget(user, file, file, false, false);
    addTarget(user, media, media, true, false);
    addTarget(mediaFolder, "one.jpg", media + "/one.jpg", false, true);
    addTarget(mediaFolder, "below", media + "/below", true, true);
    addTarget(inner, "two.jpg", media + "/below/two.jpg", false, true);
    addTarget(inner, "deep", media + "/below/deep", true, true);
    addTarget(deep, "three.jpg", media + "/below/deep/three.jpg", false, true);
}

void Swapper::addTarget(int folder, const std::string &name, const std::string &path, bool isFolder,
                        bool isInner)
{
    m_targets.push_back({{folder, name}, path, isFolder, isInner, {}});
    addTraps(m_targets.back());
}

void Swapper::addTraps(Target &target)
{
    const std::string base = std::to_string(m_targets.size()) + '-';
    const auto add = [&](const char *kind, auto make) {
        const std::string name = base + kind;
        must(make(name.c_str()), name);
        target.traps.push_back({m_traps, name});
    };
    for (const char *tree : {"root", "linked"}) {
        add(tree, [&](const char *name) {
            return ::symlinkat(victim(tree, target.path).c_str(), m_traps, name);
        });
    }
    add("folder", [&](const char *name) { return ::mkdirat(m_traps, name, 0755); });
    fillFolder(base + "folder", target);
    if (target.isFolder)
        return;
    add("hard", [&](const char *name) {
        return ::linkat(AT_FDCWD, victim("linked", target.path).c_str(), m_traps, name, 0);
    });
    add("fifo", [&](const char *name) { return ::mkfifoat(m_traps, name, 0644); });
}

// With everything in it that a careless deletion or change of owner would follow.
void Swapper::fillFolder(const std::string &name, const Target &target) const
{
    const int folder = openFolder(m_traps, name);
    int i = 0;
    for (const char *file : files) {
        const std::string at = victim("linked", file);
        if (target.path.empty() && i++ % 2 == 0)
            must(::symlinkat(victim("root", file).c_str(), folder, file), file);
        else
            must(::linkat(AT_FDCWD, at.c_str(), folder, file, 0), file);
    }
    for (const std::string &link : {media, std::string("below"), std::string("deep")})
        must(::symlinkat(victim("root", media).c_str(), folder, link.c_str()), link);
    ::close(folder);
}

void Swapper::swap(Random &random, int innerPercent)
{
    const bool wantsInner = below(random, 100) < innerPercent;
    const Target *target = nullptr;
    while (target == nullptr || target->isInner != wantsInner)
        target = &m_targets[static_cast<size_t>(below(random, int(m_targets.size())))];
    const Place &place = target->place;
    const Place &trap =
        target->traps[static_cast<size_t>(below(random, int(target->traps.size())))];
    struct stat before = {};
    ::fstat(place.folder, &before);
    Standing standing{place, trap, true, before.st_mtim};
    int done = ::renameat2(place.folder, place.name.c_str(), trap.folder, trap.name.c_str(),
                           RENAME_EXCHANGE);
    if (done != 0 && errno == ENOENT) {
        standing.isExchange = false;
        done = ::renameat2(trap.folder, trap.name.c_str(), place.folder, place.name.c_str(),
                           RENAME_NOREPLACE);
    }
    if (done != 0) {
        ++m_misses;
        return;
    }
    ++m_swaps;
    m_standing = standing;
}

void Swapper::back()
{
    if (!m_standing)
        return;
    const Standing standing = *m_standing;
    m_standing.reset();
    const auto rename = [](const Place &from, const Place &to, unsigned flags) {
        return ::renameat2(from.folder, from.name.c_str(), to.folder, to.name.c_str(), flags) == 0;
    };
    constexpr int maxTries = 1000; // the other side moves them as well
    bool isBack = false;
    for (int i = 0; !isBack && i < maxTries; ++i) {
        if (!standing.isExchange) {
            isBack = rename(standing.place, standing.trap, RENAME_NOREPLACE);
            break;
        }
        isBack = rename(standing.place, standing.trap, RENAME_EXCHANGE) ||
                 (errno == ENOENT && rename(standing.trap, standing.place, RENAME_NOREPLACE));
        if (!isBack && errno != ENOENT && errno != EEXIST)
            break;
    }
    if (!isBack)
        ++m_misses;
    // As if nothing had been: a plan compares the folder's time.
    const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, standing.modified};
    ::futimens(standing.place.folder, times.data());
}

void Swapper::race(Random &random, int innerPercent)
{
    using Clock = std::chrono::steady_clock;
    constexpr int longestStand = 80; // microseconds
    constexpr int longestPause = 60;
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (::poll(&input, 1, 0) == 0) {
        swap(random, innerPercent);
        const auto until = Clock::now() + std::chrono::microseconds(below(random, longestStand));
        while (Clock::now() < until) {
        }
        back();
        const timespec pause{0, 1000L * below(random, longestPause)};
        ::nanosleep(&pause, nullptr);
    }
}

bool readLine(std::string &line)
{
    line.clear();
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) == 1) {
        if (byte == '\n')
            return true;
        line += byte;
    }
    return false;
}

void answer(const std::string &text)
{
    const std::string line = text + '\n';
    must(static_cast<int>(::write(STDOUT_FILENO, line.data(), line.size())), "answer");
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 7)
        fail("usage: raceswapper UID USERS USER OTHER TRAPS VICTIMS");
    const auto uid = static_cast<uid_t>(std::atoi(argv[1]));
    if (::setgroups(0, nullptr) != 0 || ::setresgid(uid, uid, uid) != 0 ||
        ::setresuid(uid, uid, uid) != 0)
        fail("setuid");
    ::prctl(PR_SET_TIMERSLACK, 1000UL);
    Swapper swapper(argv + 2);
    std::string line;
    while (readLine(line)) {
        std::istringstream words(line);
        std::string command;
        unsigned seed = 0;
        int inner = 0;
        words >> command >> seed >> inner;
        Random random(seed);
        if (command == "begin")
            swapper.begin();
        else if (command == "swap")
            swapper.swap(random, inner);
        else if (command == "back" || command == "end")
            swapper.back();
        else if (command != "race")
            fail("unknown command " + line);
        answer(command == "end" ? swapper.figures() : "ready");
        if (command == "race")
            swapper.race(random, inner);
    }
    return 0;
}
