#include "flows/tablereport.h"

#include "base/displayname.h"
#include "report/json.h"
#include "report/text.h"

#include <QDateTime>

namespace SyncAdmin::Desktop {

namespace {

QString timeCell(qint64 milliseconds)
{
    return milliseconds <= 0
               ? QString()
               : QDateTime::fromMSecsSinceEpoch(milliseconds).toUTC().toString(Qt::ISODate);
}

QString numberCell(std::optional<qint64> number)
{
    return number ? QString::number(*number) : QString();
}

QStringList cellsOf(const UserRow &row)
{
    QStringList cells{row.name, row.person,
                      layoutNames(row.user.layouts ? row.user.layouts : Layouts(row.user.layout))};
    if (const CollectionStats *stats = row.collection()) {
        cells += {QString::number(stats->cards), QString::number(stats->notes),
                  QString::number(stats->reviews), QString::number(stats->usn),
                  timeCell(stats->lastSync)};
    } else {
        cells += QStringList(5, QString());
    }
    cells += {numberCell(row.mediaFiles()), numberCell(row.bytes())};
    QStringList problems;
    if (row.error)
        problems.append(row.error->message());
    for (const Problem &problem : row.problems())
        problems.append(problem.text());
    cells.append(problems.join(QStringLiteral("; ")));
    return cells;
}

} // namespace

QString csvCell(const QString &text)
{
    QString cell = text;
    if (!cell.isEmpty() && QStringLiteral("=+-@\t\r").contains(cell.front()))
        cell.prepend(QLatin1Char('\''));
    if (!cell.contains(QLatin1Char('"')) && !cell.contains(QLatin1Char(',')) &&
        !cell.contains(QLatin1Char('\n')) && !cell.contains(QLatin1Char('\r')))
        return cell;
    return QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\"")) +
           QLatin1Char('"');
}

QString csvReport(const QList<UserRow> &rows)
{
    QString text = QStringLiteral("user,account,layout,cards,notes,reviews,usn,last_sync,"
                                  "media_files,bytes,problems\r\n");
    for (const UserRow &row : rows) {
        QStringList cells;
        for (const QString &cell : cellsOf(row))
            cells.append(csvCell(cell));
        text += cells.join(QLatin1Char(',')) + QStringLiteral("\r\n");
    }
    return text;
}

QString textReport(const QList<UserRow> &rows)
{
    QStringList texts;
    for (const UserRow &row : rows) {
        if (row.analysis)
            texts.append(analysisText(*row.analysis));
        else if (row.error)
            texts.append(QStringLiteral("ERROR - %1\n").arg(row.error->message()));
    }
    return texts.join(QLatin1Char('\n'));
}

QByteArray jsonReport(const QList<UserRow> &rows)
{
    QByteArray lines;
    for (const UserRow &row : rows) {
        if (row.analysis)
            lines += jsonLine(toJson(*row.analysis));
        else if (row.error)
            lines += jsonLine(toJson(row.user, *row.error));
    }
    return lines;
}

} // namespace SyncAdmin::Desktop
