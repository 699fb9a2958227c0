#pragma once

#include "engine/putback.h"
#include "store/restorepointstore.h"

#include <optional>

namespace SyncAdmin {

// The opened folders of an interrupted act, and what is to be done in them.
struct Situation
{
    RestorePointFolder folder;
    Directory parent;
    std::optional<Directory> user; // none: it is gone, or another one stands in its place
    QList<Move> moves;
    PutBackPlan plan;
};

// Looks where everything is; touches nothing.
Result<Situation> inspect(const RestorePointStore &store, const RestorePoint &point);

} // namespace SyncAdmin
