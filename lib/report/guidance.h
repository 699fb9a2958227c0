#pragma once

#include "engine/plan.h"

#include <QStringList>

namespace SyncAdmin {

// What devices do after an operation on the server's data, and what their owners have to know.
// Shared by console, window and JSON.

// Translates a text that is marked in the context "Guidance".
using Translator = QString (*)(const char *english);
inline QString inEnglish(const char *english)
{
    return QString::fromUtf8(english);
}

// For the admin: how the next sync goes, one line each.
QStringList nextSyncLines(const SyncEffect &effect, Translator tr = &inEnglish);

// What a restore gives up, as one line; empty if nothing.
QString givenUpText(const GivenUp &givenUp, Translator tr = &inEnglish);

// For the person whose data it is, to be forwarded, with the button labels of the clients.
QString messageBefore(const SyncEffect &effect, Translator tr = &inEnglish);
QString messageAfter(const SyncEffect &effect, Translator tr = &inEnglish);

} // namespace SyncAdmin
