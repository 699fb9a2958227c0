#pragma once

#include "base/task.h"

#include <QString>

namespace SyncAdmin::Console {

// Results, to standard output as UTF-8.
void print(const QString &text);
void print(const QByteArray &bytes);
// From now on print() ends the program with exit code 1 when it fails: for commands that only read.
void endOnOutputError();
// Whether print() has failed. What comes after the failure is not written.
bool hasOutputError();
// Closes standard output. If anything could not be written, says so on standard error: false.
bool finishOutput();
// "ERROR - ...", to standard error.
void printError(const QString &text);
// Without a line feed, to standard error.
void printPrompt(const QString &text);
void printHint(const QString &text);

bool outputIsTerminal();

// One line of standard error, rewritten as the work goes on; nothing where that is no terminal.
class ProgressLine
{
public:
    explicit ProgressLine(QString verb);
    ~ProgressLine();
    Q_DISABLE_COPY_MOVE(ProgressLine)

    void show(const Progress &progress); // any thread, one at a time

private:
    QString m_verb;
    bool m_isTerminal = false;
    bool m_shown = false;
    qint64 m_last = 0; // ms
};

} // namespace SyncAdmin::Console
