#include "models/userrow.h"

#include "base/displayname.h"

#include <algorithm>
#include <array>

namespace SyncAdmin::Desktop {

QCollator nameCollator()
{
    // The C locale compares code points.
    const QLocale locale;
    QCollator collator(locale.language() == QLocale::C ? QLocale(QLocale::English) : locale);
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

UserRow::UserRow(const UserFolder &folder, const QString &account, const QCollator &collator)
    : user(folder), name(folder.displayName()), person(displayText(account)),
      sortKey(collator.sortKey(person.isEmpty() || !folder.isUuid() ? name : person))
{}

bool UserRow::isSameUser(const UserRow &other) const
{
    return user.name == other.user.name && user.parent->path() == other.user.parent->path();
}

bool UserRow::isReplacedBy(const UserFolder &folder) const
{
    return user.inode != folder.inode || user.device != folder.device || user.kind != folder.kind;
}

QString titleOf(const UserFolder &user, const QString &person)
{
    return person.isEmpty() ? user.displayName()
                            : QStringLiteral("%1 (%2)").arg(user.displayName(), person);
}

QString shortTitleOf(const UserFolder &user, const QString &person)
{
    constexpr qsizetype shownCharacters = 8;
    return person.isEmpty() || !user.isUuid()
               ? titleOf(user, person)
               : QStringLiteral("%1… (%2)").arg(user.displayName().left(shownCharacters), person);
}

QString UserRow::title() const
{
    return titleOf(user, person);
}

QString UserRow::shortTitle() const
{
    return shortTitleOf(user, person);
}

UserRow::State UserRow::state() const
{
    // The folder holds only part of the user's data.
    if (!interruption.isEmpty())
        return State::Broken;
    if (!holder.isEmpty())
        return State::InUse;
    if (error)
        return State::Broken;
    if (!analysis)
        return State::Waiting;
    if (analysis->problems.isEmpty())
        return State::Fine;
    switch (analysis->problems.first().severity) { // the gravest is the first
    case Problem::Severity::Error:
        return State::Broken;
    case Problem::Severity::Warning:
        return State::Warned;
    case Problem::Severity::Note:
        break;
    }
    return State::Noted;
}

QList<Problem> UserRow::problems() const
{
    QList<Problem> all = analysis ? analysis->problems : QList<Problem>();
    if (!interruption.isEmpty())
        all.prepend(makeProblem(Problem::Code::Interrupted, name, interruption));
    return all;
}

bool UserRow::needsAttention() const
{
    return error || !interruption.isEmpty() || (analysis && analysis->needsAttention());
}

bool UserRow::looksLikeTest() const
{
    const QByteArray lower = user.name.toLower();
    return std::ranges::any_of(std::array{"test", "demo", "dummy"}, [&lower](const char *word) {
        const qsizetype at = lower.indexOf(word);
        return at == 0 ||
               (at > 0 && !QChar::isLetterOrNumber(static_cast<uchar>(lower.at(at - 1))));
    });
}

const CollectionStats *UserRow::collection() const
{
    return analysis && analysis->collection && analysis->collection->stats
               ? &*analysis->collection->stats
               : nullptr;
}

std::optional<qint64> UserRow::mediaFiles() const
{
    return analysis && analysis->wasRead ? std::optional(analysis->mediaFiles()) : std::nullopt;
}

std::optional<qint64> UserRow::bytes() const
{
    return analysis && analysis->wasRead ? std::optional(analysis->usage.total().bytes)
                                         : std::nullopt;
}

bool isOrderedBefore(const UserFolder &a, const UserFolder &b)
{
    if (a.name != b.name)
        return a.name < b.name;
    return a.parent != b.parent && a.parent->path() < b.parent->path();
}

} // namespace SyncAdmin::Desktop
