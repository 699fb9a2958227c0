#include "report/userlist.h"

#include "base/displayname.h"
#include "base/text.h"

namespace SyncAdmin {

namespace {

constexpr int minProblemsWidth = 20;

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

TextTable userTable(const QList<UserFolder> &users, const QList<Result<UserAnalysis>> &analyses,
                    const QTimeZone &zone)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("User"), Align::Left, 0, minNameWidth},
                     {QStringLiteral("Layout"), Align::Left, 6},
                     {QStringLiteral("Cards"), Align::Right, 3},
                     {QStringLiteral("Notes"), Align::Right, 4},
                     {QStringLiteral("USN"), Align::Right, 7},
                     {timeTitle(QStringLiteral("Last sync"), zone), Align::Left, 2},
                     {QStringLiteral("Media"), Align::Right, 5},
                     {QStringLiteral("Size"), Align::Right, 1},
                     {QStringLiteral("Problems"), Align::Left, 0, minProblemsWidth}});
    qint64 cards = 0;
    qint64 notes = 0;
    qint64 media = 0;
    qint64 bytes = 0;
    qsizetype withProblems = 0;
    for (qsizetype i = 0; i < users.size(); ++i) {
        const Result<UserAnalysis> &analysis = analyses.at(i);
        QList<TextTable::Cell> row{
            userCell(users.at(i), analysis ? analysis->person : QString()),
            layoutNames(analysis ? analysis->layouts() : Layouts(users.at(i).layout))};
        if (!analysis || !analysis->wasRead) {
            row += QList<TextTable::Cell>(6, unknownCell());
            row += analysis ? problemCell(*analysis) : codeName(analysis.error().code);
            ++withProblems;
            table.addRow(row);
            continue;
        }
        const auto &collection = analysis->collection;
        if (collection && collection->stats) {
            row += {numberCell(collection->stats->cards), numberCell(collection->stats->notes),
                    QString::number(collection->stats->usn),
                    timeCell(collection->stats->lastSync, zone)};
            cards += collection->stats->cards;
            notes += collection->stats->notes;
        } else {
            row += QList<TextTable::Cell>(4, unknownCell());
        }
        const qint64 size = analysis->usage.total().bytes;
        row += {numberCell(analysis->mediaFiles()), sizeCell(size), problemCell(*analysis)};
        media += analysis->mediaFiles();
        bytes += size;
        withProblems += analysis->needsAttention() ? 1 : 0;
        table.addRow(row);
    }
    table.addRow({QStringLiteral("Total: ") +
                      plural(users.size(), QStringLiteral("user"), QStringLiteral("users")),
                  {},
                  numberCell(cards),
                  numberCell(notes),
                  {},
                  {},
                  numberCell(media),
                  sizeCell(bytes),
                  withProblems == 0 ? QString()
                                    : plural(withProblems, QStringLiteral("user with problems"),
                                             QStringLiteral("users with problems"))});
    return table;
}

} // namespace SyncAdmin
