#pragma once

#include "commandline.h"
#include "optiontable.h"

#include <optional>

namespace SyncAdmin::Console {

// What can be wrong with a command line, each with its sentence and its hints.

// Forms that CLI11 takes and we do not: a switch with a value, an empty value.
std::optional<WrongCommandLine> wrongForm(const QByteArrayList &words);
// The first word that is neither an option nor an argument; where no command was recognized also
// the first argument. `words`: those that are no known option.
std::optional<WrongCommandLine> unknownWord(const QByteArrayList &words, const Command *command);
// Options that cannot be given together.
std::optional<WrongCommandLine> contradiction(const Options &options);

WrongCommandLine givenTwice(const OptionDescription &option);
WrongCommandLine wrongValue(const OptionDescription &option, const QByteArray &value);
// `words`: CLI11's own, which begin with the option that lacks its value.
WrongCommandLine incomplete(const QByteArray &words);
WrongCommandLine noCommand();
WrongCommandLine unknownOption(const QByteArray &word, const Command *command);
WrongCommandLine unknownCommand(const QByteArray &word);

// Prints it.
Exit reportWrong(const WrongCommandLine &line);

} // namespace SyncAdmin::Console
