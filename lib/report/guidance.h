#pragma once

#include "engine/plan.h"

#include <QStringList>

namespace SyncAdmin {

// What people's devices do after an operation on the server's data, by the kind of operation, and
// what their owner has to know. One place for console, window and JSON.

// What a text says in another language; the texts are marked in the context "Guidance".
using Translator = QString (*)(const char *english);
inline QString inEnglish(const char *english)
{
    return QString::fromUtf8(english);
}

// For the admin: how the next sync goes, a line each.
QStringList nextSyncLines(const SyncEffect &effect, Translator tr = &inEnglish);

// What a restore gives up, as one line; empty where that is nothing.
QString givenUpText(const GivenUp &givenUp, Translator tr = &inEnglish);

// For forwarding to the person whose data it is, with the button labels of the clients.
QString messageBefore(const SyncEffect &effect, Translator tr = &inEnglish);
QString messageAfter(const SyncEffect &effect, Translator tr = &inEnglish);

} // namespace SyncAdmin
