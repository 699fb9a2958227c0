#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace SyncAdmin::Test {

// The result of one run of anki-sync-adminctl.
struct ConsoleRun
{
    int exitCode = -1; // -1: it crashed or did not end
    QByteArray output;
    QByteArray errors;

    QByteArray text() const { return output + errors; }
};

// Runs the program with raw bytes as arguments and `input` as standard input, in this process's
// environment without ANKI_SYNC_ADMIN_DATA_ROOT.
ConsoleRun runConsole(const QByteArrayList &arguments, const QByteArray &input = {});

} // namespace SyncAdmin::Test
