#include "suggestion.h"

#include "command.h"

#include <algorithm>
#include <vector>

namespace SyncAdmin::Console {

namespace {

constexpr qsizetype mostSuggestions = 3;

// The number of characters to insert, remove or replace (Levenshtein).
qsizetype distance(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j < row.size(); ++j) {
            const bool same = a.at(i - 1) == b.at(static_cast<qsizetype>(j) - 1);
            const qsizetype replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

QString nearNames(const Options &options, const QString &name)
{
    const auto root = openDataRoot(options);
    if (!root)
        return {};
    const auto users = root->users();
    if (!users)
        return {};
    const QString asked = name.toLower();
    QList<std::pair<qsizetype, QString>> near;
    for (const UserFolder &user : *users) {
        const QString shown = user.displayName();
        const QString candidate = shown.toLower();
        const qsizetype changes = distance(asked, candidate);
        const bool isPart = asked.size() > 1 && candidate.contains(asked);
        if (isPart || changes <= std::max<qsizetype>(1, asked.size() / 3))
            near.append({isPart ? 0 : changes, shown});
    }
    std::sort(near.begin(), near.end());
    QStringList names;
    for (const auto &[changes, shown] : near.mid(0, mostSuggestions))
        names.append(shown);
    if (names.isEmpty())
        return {};
    return QStringLiteral("Did you mean: %1?").arg(names.join(QStringLiteral(", ")));
}

} // namespace SyncAdmin::Console
