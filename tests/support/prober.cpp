// Checks who uses files, in another process: in another namespace, as another user, or at the same
// time as another instance. Prints a line for each check: free, busy or unknown, and the text.
//
//   prober TIMES FOLDER NAME...

#include "holders/inuse.h"

#include <cstdio>
#include <cstdlib>

namespace {

const char *nameOf(SyncAdmin::InUse::State state)
{
    switch (state) {
    case SyncAdmin::InUse::State::Free:
        return "free";
    case SyncAdmin::InUse::State::Busy:
        return "busy";
    case SyncAdmin::InUse::State::Unknown:
        break;
    }
    return "unknown";
}

} // namespace

int main(int argc, char **argv)
{
    using namespace SyncAdmin;
    if (argc < 4)
        return 2;
    const auto folder = Directory::open(argv[2]);
    if (!folder) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(folder.error().message()));
        return 1;
    }
    QByteArrayList names;
    for (int i = 3; i < argc; ++i)
        names.append(argv[i]);
    for (int look = std::atoi(argv[1]); look > 0; --look) {
        const InUse use = probeInUse(*folder, names);
        std::printf("%s: %s\n", nameOf(use.state), qUtf8Printable(use.text()));
    }
    return 0;
}
