#include "flows/deleteflow.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/settings.h"
#include "dialogs/confirmdialog.h"

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

QString subjectOf(const QList<FoundPoint> &points)
{
    return points.size() == 1
               ? points.first().point.displayId()
               : DeleteFlow::tr("%Ln restore points", nullptr, static_cast<int>(points.size()));
}

QString wordFor(const QList<FoundPoint> &points)
{
    if (points.size() > 1)
        return QStringLiteral("delete %1").arg(points.size());
    const QByteArray &user = points.first().point.manifest.user;
    return user.isEmpty() ? QStringLiteral("delete") : displayName(user);
}

QList<CellModel::Row> rowsOf(const QList<FoundPoint> &points)
{
    QList<CellModel::Row> rows;
    for (const auto &[store, point] : points) {
        rows.append({point.displayId(),
                     {CellModel::textCell(point.displayId()), CellModel::bytesCell(point.heldBytes),
                      CellModel::numberCell(point.heldFiles)}});
    }
    return rows;
}

// Whether only records are left of the points.
bool holdNothing(const QList<FoundPoint> &points)
{
    return std::all_of(points.begin(), points.end(), [](const FoundPoint &each) {
        return each.point.state == RestorePoint::State::Restored && each.point.heldFiles == 0;
    });
}

QString notesOf(const QList<FoundPoint> &points)
{
    if (holdNothing(points)) {
        return DeleteFlow::tr("No data is lost: all files were restored, and only the record is "
                              "deleted.");
    }
    qint64 bytes = 0;
    for (const FoundPoint &found : points)
        bytes += found.point.heldBytes;
    return DeleteFlow::tr("This deletes %1 for good and cannot be undone.").arg(bytesText(bytes));
}

} // namespace

void DeleteFlow::start(const QList<FoundPoint> &points)
{
    if (points.isEmpty())
        return;
    auto *dialog = makeDialog(tr("Delete %1").arg(subjectOf(points)));
    addTable(dialog, QStringLiteral("delete-plan"), tr("Restore points to delete"),
             {{tr("Restore point")}, {tr("Size"), true}, {tr("Files"), true}}, rowsOf(points));
    dialog->setNotes(notesOf(points));
    if (!holdNothing(points) || m_context.settings->alwaysTypeName())
        dialog->setWord(wordFor(points));
    confirm(dialog, [points] {
        QList<Operation> operations;
        for (const FoundPoint &found : points)
            operations.append(Operation::deletePoint(found));
        return operations;
    });
}

} // namespace SyncAdmin::Desktop
