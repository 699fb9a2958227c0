#pragma once

#include <QFlags>
#include <QString>

#include <optional>

namespace SyncAdmin {

// The family of sync servers that a folder belongs to. Community and legacy servers use the same
// names; their user folders are in different places: below collections/, or directly below the data
// root.
enum class Layout { Community = 1, Official = 2, Legacy = 4 };
Q_DECLARE_FLAGS(Layouts, Layout)
Q_DECLARE_OPERATORS_FOR_FLAGS(Layouts)

QString layoutName(Layout layout);                         // "community", stable
QString layoutNames(Layouts layouts);                      // "community, official"
std::optional<Layout> layoutFromName(const QString &name); // the reverse of layoutName()

} // namespace SyncAdmin
