#include "suggestion.h"

#include <algorithm>
#include <vector>

namespace SyncAdmin::Console {

namespace {

constexpr qsizetype maxSuggestions = 3;

// The number of characters to insert, remove, replace or swap with their neighbour.
qsizetype distance(const QString &a, const QString &b)
{
    const qsizetype width = b.size() + 1;
    std::vector<qsizetype> cells(static_cast<size_t>((a.size() + 1) * width));
    const auto at = [&](qsizetype i, qsizetype j) -> qsizetype & {
        return cells[static_cast<size_t>(i * width + j)];
    };
    for (qsizetype i = 0; i <= a.size(); ++i) {
        for (qsizetype j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                at(i, j) = i + j;
                continue;
            }
            const bool isSame = a.at(i - 1) == b.at(j - 1);
            at(i, j) =
                std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1)});
            if (i > 1 && j > 1 && a.at(i - 1) == b.at(j - 2) && a.at(i - 2) == b.at(j - 1))
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
        }
    }
    return at(a.size(), b.size());
}

} // namespace

QString nearest(const QString &word, const QStringList &known)
{
    const QString asked = word.toLower();
    QList<std::pair<qsizetype, QString>> near;
    for (const QString &name : known) {
        const QString candidate = name.toLower();
        const qsizetype changes = distance(asked, candidate);
        const bool isPart = asked.size() > 1 && candidate.contains(asked);
        if (isPart || changes <= std::max<qsizetype>(1, asked.size() / 3))
            near.append({isPart ? 0 : changes, name});
    }
    std::sort(near.begin(), near.end());
    QStringList names;
    for (const auto &[changes, name] : near.mid(0, maxSuggestions))
        names.append(name);
    if (names.isEmpty())
        return {};
    return QStringLiteral("Did you mean: %1?").arg(names.join(QStringLiteral(", ")));
}

QString nearNames(Host &host, const QString &name)
{
    const auto users = host.users();
    if (!users)
        return {};
    QStringList names;
    for (const UserFolder &user : *users)
        names.append(user.displayName());
    return nearest(name, names);
}

} // namespace SyncAdmin::Console
