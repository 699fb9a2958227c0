#include "report/userlist.h"

#include "base/displayname.h"
#include "base/text.h"

#include <QDateTime>

namespace SyncAdmin {

namespace {

constexpr QChar unknown(0x2013);

QString userCell(const UserFolder &user, const QString &person)
{
    return person.isEmpty()
               ? user.displayName()
               : QStringLiteral("%1 (%2)").arg(user.displayName(), displayText(person));
}

QString problemCell(const UserAnalysis &analysis)
{
    QStringList names;
    for (const Problem &problem : analysis.problems) {
        const QString name = problemName(problem.code);
        if (!names.contains(name))
            names.append(name);
    }
    return names.join(QStringLiteral(", "));
}

QString plural(qsizetype number, const QString &one, const QString &many)
{
    return groupedNumber(number) + QLatin1Char(' ') + (number == 1 ? one : many);
}

} // namespace

QString minuteText(qint64 milliseconds)
{
    if (milliseconds <= 0)
        return unknown;
    const auto time = QDateTime::fromMSecsSinceEpoch(milliseconds).toUTC();
    const int year = time.date().year();
    if (!time.isValid() || year < 1970 || year > 9999)
        return unknown;
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

TextTable userTable(const QList<UserFolder> &users, const QList<Result<UserAnalysis>> &analyses)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("User"), Align::Left},
                     {QStringLiteral("Layout"), Align::Left},
                     {QStringLiteral("Cards"), Align::Right},
                     {QStringLiteral("Notes"), Align::Right},
                     {QStringLiteral("USN"), Align::Right},
                     {QStringLiteral("Last sync (UTC)"), Align::Left},
                     {QStringLiteral("Media"), Align::Right},
                     {QStringLiteral("Size"), Align::Right},
                     {QStringLiteral("Problems"), Align::Left}});
    qint64 cards = 0;
    qint64 notes = 0;
    qint64 media = 0;
    qint64 bytes = 0;
    qsizetype withProblems = 0;
    for (qsizetype i = 0; i < users.size(); ++i) {
        const Result<UserAnalysis> &analysis = analyses.at(i);
        QStringList row{userCell(users.at(i), analysis ? analysis->person : QString()),
                        layoutNames(analysis ? analysis->layouts() : Layouts(users.at(i).layout))};
        if (!analysis || !analysis->wasRead) {
            row += QStringList(6, unknown);
            row += analysis ? problemCell(*analysis) : codeName(analysis.error().code);
            ++withProblems;
            table.addRow(row);
            continue;
        }
        const auto &collection = analysis->collection;
        if (collection && collection->stats) {
            row +=
                {groupedNumber(collection->stats->cards), groupedNumber(collection->stats->notes),
                 QString::number(collection->stats->usn), minuteText(collection->stats->lastSync)};
            cards += collection->stats->cards;
            notes += collection->stats->notes;
        } else {
            row += QStringList(4, unknown);
        }
        const qint64 size = analysis->usage.total().bytes;
        row += {groupedNumber(analysis->mediaFiles()), sizeText(size), problemCell(*analysis)};
        media += analysis->mediaFiles();
        bytes += size;
        withProblems += analysis->needsAttention() ? 1 : 0;
        table.addRow(row);
    }
    table.addRow({QStringLiteral("Total: ") +
                      plural(users.size(), QStringLiteral("user"), QStringLiteral("users")),
                  {},
                  groupedNumber(cards),
                  groupedNumber(notes),
                  {},
                  {},
                  groupedNumber(media),
                  sizeText(bytes),
                  withProblems == 0 ? QString()
                                    : plural(withProblems, QStringLiteral("user with problems"),
                                             QStringLiteral("users with problems"))});
    return table;
}

} // namespace SyncAdmin
