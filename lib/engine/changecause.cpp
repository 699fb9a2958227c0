#include "engine/changecause.h"

#include <chrono>
#include <thread>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr int maxProbes = 4;
constexpr auto probePause = 50ms;

bool meansChange(const Error &error)
{
    switch (error.code) {
    case Error::Code::Changed:
    case Error::Code::ChangingWhileRead:
    case Error::Code::DoesNotExist:
    case Error::Code::Exists:
        return true;
    default:
        return false;
    }
}

} // namespace

Error causeOfChange(const Error &error, const QString &path, const std::function<InUse()> &probe,
                    std::optional<InUse> *found)
{
    if (!meansChange(error))
        return error;
    for (int count = 1; count <= maxProbes; ++count) {
        const InUse use = probe();
        if (use.state == InUse::State::Busy) {
            if (found != nullptr)
                *found = use;
            return becauseOf({Error::Code::InUse, path, use.holdersText()}, error);
        }
        if (count < maxProbes)
            std::this_thread::sleep_for(probePause);
    }
    return error;
}

Error causeOfChange(const Error &error, const UserFolder &user)
{
    return causeOfChange(error, user.path(), [&user] {
        const auto folder = user.parent->openFolder(user.name);
        return folder ? probeInUse(*folder, regularFilesIn(*folder)) : InUse();
    });
}

QByteArrayList regularFilesIn(const Directory &folder)
{
    QByteArrayList names;
    const auto listing = folder.reopened();
    if (!listing)
        return names;
    const auto entries = listing->entries().value_or(QList<DirectoryEntry>());
    for (const DirectoryEntry &entry : entries) {
        const auto status = folder.status(entry.name);
        if (status && status->isRegular())
            names.append(entry.name);
    }
    return names;
}

} // namespace SyncAdmin
