#pragma once

#include "agent/host.h"

#include <QIcon>

namespace SyncAdmin::Desktop {

enum class Glyph {
    Open,
    Refresh,
    DryRun,
    Reset,
    RestorePoints,
    Restore,
    Delete,
    Report,
    Copy,
    Users,
    Info,
    Fine,
    Noted,
    Warned,
    Broken,
    InUse,
    Waiting,
    Stopped,
};

// The program's own icons, drawn in the palette's colours when they are painted, so that they
// follow theme and resolution. Icons of states differ in shape, not only in colour.
QIcon glyphIcon(Glyph glyph);
QIcon severityIcon(Problem::Severity severity);

// Whether the palette is a dark one.
bool isDark();
QColor goodColor();
QColor warningColor();
QColor errorColor();

} // namespace SyncAdmin::Desktop
