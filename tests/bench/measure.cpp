// measure RUNS COMMAND... -- COMMAND...: runs both in turn and prints, for each, the median time
// in milliseconds and the largest peak memory in KB: "TIME MEMORY TIME MEMORY". A first run of
// each warms the caches and is not counted.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vector>

namespace {

struct Side
{
    char **command = nullptr;
    std::vector<double> milliseconds;
    long peakKilobytes = 0;
};

bool runOnce(Side &side, bool counted)
{
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const auto start = std::chrono::steady_clock::now();
    pid_t pid = 0;
    const int failure = posix_spawnp(&pid, side.command[0], &quiet, nullptr, side.command, environ);
    posix_spawn_file_actions_destroy(&quiet);
    int status = 0;
    rusage usage{};
    if (failure != 0 || wait4(pid, &status, 0, &usage) != pid || status != 0) {
        std::fprintf(stderr, "measure: %s failed (status %d)\n", side.command[0], status);
        return false;
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (counted)
        side.milliseconds.push_back(took.count());
    side.peakKilobytes = std::max(side.peakKilobytes, usage.ru_maxrss);
    return true;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace

int main(int argc, char **argv)
{
    const int runs = argc > 1 ? std::atoi(argv[1]) : 0;
    char **separator =
        std::find_if(argv, argv + argc, [](const char *word) { return !std::strcmp(word, "--"); });
    if (runs < 1 || separator < argv + 3 || separator + 1 >= argv + argc) {
        std::fprintf(stderr, "usage: measure RUNS COMMAND... -- COMMAND...\n");
        return 2;
    }
    *separator = nullptr;
    Side first{argv + 2, {}, 0};
    Side second{separator + 1, {}, 0};
    for (int run = 0; run <= runs; ++run) {
        if (!runOnce(first, run > 0) || !runOnce(second, run > 0))
            return 1;
    }
    std::printf("%.2f %ld %.2f %ld\n", median(first.milliseconds), first.peakKilobytes,
                median(second.milliseconds), second.peakKilobytes);
    return 0;
}
