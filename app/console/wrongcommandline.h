#pragma once

#include "commandline.h"
#include "optiontable.h"

#include <optional>

namespace SyncAdmin::Console {

// The errors of a command line, each with its sentence and its hints.

// Forms that CLI11 accepts and this program does not: a switch with a value, an empty value.
std::optional<WrongCommandLine> wrongForm(const QByteArrayList &words);
// The first word that is neither a known option nor an argument. If no command was recognized, the
// first argument counts as an unknown command. `words`: those that are no known option.
std::optional<WrongCommandLine> unknownWord(const QByteArrayList &words, const Command *command);
// Options that cannot be given together.
std::optional<WrongCommandLine> contradiction(const Options &options);

WrongCommandLine givenTwice(const OptionDescription &option);
WrongCommandLine wrongValue(const OptionDescription &option, const QByteArray &value);
// `words`: CLI11's message, which begins with the option that lacks its value.
WrongCommandLine incomplete(const QByteArray &words);
WrongCommandLine noCommand();
WrongCommandLine unknownOption(const QByteArray &word, const Command *command);
WrongCommandLine unknownCommand(const QByteArray &word);

// Prints it.
Exit reportWrong(const WrongCommandLine &line);

} // namespace SyncAdmin::Console
