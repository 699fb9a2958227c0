#include "commandtable.h"

#include "optiontable.h"

#include <algorithm>

namespace SyncAdmin::Console {

namespace {

constexpr auto commandList = std::to_array<const Command *>({
    &rootsCommand,
    &listCommand,
    &analyzeCommand,
    &resetCommand,
    &restoreCommand,
    &restorePointsCommand,
    &verifyCommand,
    &historyCommand,
    &resumeCommand,
    &deleteCommand,
    &pruneCommand,
    &sessionsCommand,
    &signOutCommand,
    &demoCommand,
    &helpCommand,
    &versionCommand,
});

constexpr auto renamedWords = std::to_array<OldName>({
    {"recover", "", "resume"},
    {"purge", "", "delete"},
    {"sessions", "revoke", "sign-out USER"},
    {"analyze", "check", "--full"},
    {"resume", "set-aside", "--bring-back"},
});

} // namespace

std::span<const Command *const> commands()
{
    return commandList;
}

const Command *commandNamed(const QByteArray &name)
{
    const auto *found = std::find_if(commandList.begin(), commandList.end(),
                                     [&name](const Command *each) { return name == each->name; });
    return found != commandList.end() ? *found : nullptr;
}

std::span<const OldName> oldNames()
{
    return renamedWords;
}

bool Command::hasOption(const QByteArray &optionName) const
{
    const OptionDescription *option = optionNamed(optionName);
    using Scope = OptionDescription::Scope;
    if (option == nullptr || option->scope == Scope::Global)
        return option != nullptr;
    return option->scope == Scope::DataRoot ? usesDataRoot
                                            : QByteArray(options).split(' ').contains(optionName);
}

} // namespace SyncAdmin::Console
