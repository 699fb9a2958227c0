#pragma once

#include "options.h"

#include "base/error.h"
#include "base/task.h"
#include "report/table.h"

#include <QString>

namespace SyncAdmin::Console {

// --quiet, --no-progress and --color apply from here on.
void configureOutput(const Options &options);

// Results, to standard output as UTF-8; text is colored if --color and the terminal allow it.
void print(const QString &text);
void print(const QByteArray &bytes);
// Aligned to the terminal's width; raw values separated by tabs where there is no terminal.
void print(const TextTable &table);
// From now on print() ends the program with exit code 1 when it fails: for commands that only read.
void endOnOutputError();
// Whether print() has failed. What comes after the failure is not written.
bool hasOutputError();
// Closes standard output. False if anything could not be written, which is printed to standard
// error.
bool finishOutput();

// "ERROR - ...", to standard error; recorded for the outcome.
void printError(const Error &error);
// Without a line feed, to standard error.
void printPrompt(const QString &text);
// To standard error, unless --quiet.
void printHint(const QString &text);

bool outputIsTerminal();

// Progress in one line of standard error that is rewritten. Prints nothing if standard error is no
// terminal that can move its cursor, or with --quiet or --no-progress.
class ProgressLine
{
public:
    explicit ProgressLine(QString verb);
    ~ProgressLine();
    Q_DISABLE_COPY_MOVE(ProgressLine)

    void show(const Progress &progress); // any thread, one at a time

private:
    QString m_verb;
    bool m_isWanted = false;
    bool m_isShown = false;
    qint64 m_last = 0; // ms
};

} // namespace SyncAdmin::Console
