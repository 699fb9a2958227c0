#pragma once

#include "analysis/problem.h"

#include <QIcon>

namespace SyncAdmin::Desktop {

enum class Glyph {
    Open,
    Refresh,
    DryRun,
    Reset,
    RestorePoints,
    Restore,
    Purge,
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

// Icons of the program's own, drawn in the palette's colours at the moment of painting, so that
// they follow theme and resolution. Those of states differ in shape, not only in colour.
QIcon glyphIcon(Glyph glyph);
QIcon severityIcon(Problem::Severity severity);

// Whether the palette is a dark one.
bool isDark();
QColor goodColor();
QColor warningColor();
QColor errorColor();

} // namespace SyncAdmin::Desktop
