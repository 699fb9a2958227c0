#pragma once

#include "discovery/rootcandidates.h"

namespace SyncAdmin::Test {

// Null if it was not found.
inline const RootCandidate *at(const FoundRoots &found, const QString &path)
{
    for (const RootCandidate &root : found.roots) {
        if (root.path == path.toUtf8())
            return &root;
    }
    return nullptr;
}

inline QStringList originsOf(const RootCandidate *root)
{
    QStringList texts;
    for (const RootOrigin &origin : root->origins)
        texts.append(origin.text());
    return texts;
}

} // namespace SyncAdmin::Test
