#include "commandline.h"

#include "optiontable.h"
#include "wrongcommandline.h"

#include "base/displayname.h"

#include <QThread>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace SyncAdmin::Console {

namespace {

// The words before the first "--" that is not the value of an option, and those after it.
struct Words
{
    QByteArrayList before;
    QByteArrayList after;
};

Words split(const QByteArrayList &words)
{
    bool isValue = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (!isValue && words.at(i) == "--")
            return {words.mid(0, i), words.mid(i + 1)};
        const OptionDescription *option =
            !isValue && words.at(i).startsWith("--") ? optionNamed(words.at(i).mid(2)) : nullptr;
        isValue = option != nullptr && option->argument != nullptr;
    }
    return {words, {}};
}

// The grammar for CLI11: the shared options, and one subcommand for each command. It only sorts the
// words; their values are applied by the option table.
class Grammar
{
public:
    Grammar()
    {
        m_app.allow_extras();
        m_app.set_help_flag();
        m_app.require_subcommand(0, 1);
        addOptions(m_app, nullptr);
        for (const Command *command : commands()) {
            CLI::App *subcommand = m_app.add_subcommand(command->name);
            subcommand->allow_extras();
            subcommand->set_help_flag();
            addOptions(*subcommand, command);
        }
    }

    // Throws CLI::ParseError. CLI11 expects the words in reverse order.
    void parse(const QByteArrayList &words)
    {
        std::vector<std::string> reversed;
        for (const QByteArray &word : words)
            reversed.insert(reversed.begin(), word.toStdString());
        m_app.parse(reversed);
    }

    const Command *command() const
    {
        const auto parsed = m_app.get_subcommands();
        return parsed.empty() ? nullptr
                              : commandNamed(QByteArray::fromStdString(parsed.front()->get_name()));
    }

    QByteArrayList valuesOf(const QByteArray &option) const
    {
        QByteArrayList values;
        const auto [begin, end] = m_options.equal_range(option);
        for (auto it = begin; it != end; ++it) {
            for (const std::string &value : it->second->results())
                values.append(QByteArray::fromStdString(value));
        }
        return values;
    }

    // The words that are no known option: arguments and unknown options.
    QByteArrayList rest() const
    {
        QByteArrayList words;
        for (const std::string &word : m_app.remaining(true))
            words.append(QByteArray::fromStdString(word));
        return words;
    }

private:
    void addOptions(CLI::App &app, const Command *command)
    {
        for (const OptionDescription &option : optionTable()) {
            if (command == nullptr ? !option.isShared() : !command->hasOption(option.name))
                continue;
            std::string names = std::string("--") + option.name;
            if (option.letter != '\0')
                names.insert(0, {'-', option.letter, ','});
            CLI::Option *added =
                option.argument != nullptr ? app.add_option(names) : app.add_flag(names);
            added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
            m_options.emplace(option.name, added);
        }
    }

    CLI::App m_app;
    std::multimap<QByteArray, CLI::Option *> m_options;
};

Options defaultOptions()
{
    Options options;
    const char *root = std::getenv("ANKI_SYNC_ADMIN_DATA_ROOT");
    options.dataRoot = root != nullptr && *root != '\0' ? root : "/data";
    options.jobs = QThread::idealThreadCount();
    return options;
}

std::optional<WrongCommandLine> applyAll(const Grammar &grammar, const Command *command,
                                         Options &options)
{
    for (const OptionDescription &option : optionTable()) {
        const QByteArrayList values = grammar.valuesOf(option.name);
        if (values.isEmpty())
            continue;
        // CLI11 accepts an option of another command in front of the command.
        if (command != nullptr && !command->hasOption(option.name))
            return unknownOption(QByteArray("--") + option.name, command);
        if (values.size() > 1 && option.argument != nullptr)
            return givenTwice(option);
        options.given.append(option.name);
        if (!option.apply(options, values.first()))
            return wrongValue(option, values.first());
    }
    return contradiction(options);
}

} // namespace

tl::expected<CommandLine, WrongCommandLine> parseCommandLine(const QByteArrayList &words)
{
    const auto [before, after] = split(words);
    Grammar grammar;
    const auto wrong = [&grammar](WrongCommandLine line) {
        if (grammar.command() != nullptr)
            line.command = grammar.command()->name;
        return tl::unexpected(line);
    };
    if (auto form = wrongForm(before))
        return wrong(*form);
    try {
        grammar.parse(before);
    } catch (const CLI::ParseError &error) {
        return wrong(incomplete(QByteArray(error.what())));
    }
    CommandLine line{grammar.command(), defaultOptions()};
    if (auto unknown = unknownWord(grammar.rest(), line.command))
        return wrong(*unknown);
    if (auto invalid = applyAll(grammar, line.command, line.options))
        return wrong(*invalid);
    if (line.command == nullptr) {
        if (!line.options.help && !line.options.version)
            return wrong(noCommand());
        return line;
    }
    line.options.command = line.command->name;
    line.options.arguments = grammar.rest() + after;
    return line;
}

bool asksForJson(const QByteArrayList &words)
{
    return split(words).before.contains("--json");
}

} // namespace SyncAdmin::Console
