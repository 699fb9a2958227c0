#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace SyncAdmin::Test {

// What one run of anki-sync-adminctl left behind.
struct ConsoleRun
{
    int exitCode = -1; // -1: it crashed or never ended
    QByteArray output;
    QByteArray errors;

    QByteArray text() const { return output + errors; }
};

// Runs the program as a shell would, with raw bytes as arguments and `input` on its standard input.
// The environment is this process's own, without ANKI_SYNC_ADMIN_DATA_ROOT.
ConsoleRun runConsole(const QByteArrayList &arguments, const QByteArray &input = {});

} // namespace SyncAdmin::Test
