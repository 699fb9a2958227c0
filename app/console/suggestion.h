#pragma once

#include "agent/host.h"

#include <QStringList>

namespace SyncAdmin::Console {

// "Did you mean: --match?", with the known words that are similar to `word`; empty if none is.
QString nearest(const QString &word, const QStringList &known);

// The same for the users of the data root.
QString nearNames(Host &host, const QString &name);

} // namespace SyncAdmin::Console
