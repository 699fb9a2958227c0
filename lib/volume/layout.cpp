#include "volume/layout.h"

#include <QStringList>

#include <array>

namespace SyncAdmin {

namespace {

constexpr std::array allLayouts{Layout::Community, Layout::Official, Layout::Legacy};

} // namespace

QString layoutName(Layout layout)
{
    switch (layout) {
    case Layout::Community:
        return QStringLiteral("community");
    case Layout::Official:
        return QStringLiteral("official");
    case Layout::Legacy:
        return QStringLiteral("legacy");
    }
    return {};
}

QString layoutNames(Layouts layouts)
{
    QStringList names;
    for (const Layout layout : allLayouts) {
        if (layouts.testFlag(layout))
            names.append(layoutName(layout));
    }
    return names.join(QStringLiteral(", "));
}

std::optional<Layout> layoutFromName(const QString &name)
{
    for (const Layout layout : allLayouts) {
        if (layoutName(layout) == name)
            return layout;
    }
    return std::nullopt;
}

} // namespace SyncAdmin
