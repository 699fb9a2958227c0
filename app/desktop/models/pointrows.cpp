#include "models/pointrows.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/icons.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct PointRowsTr
{
    Q_DECLARE_TR_FUNCTIONS(PointRows)
};

QIcon pointStateIcon(RestorePoint::State state)
{
    switch (state) {
    case RestorePoint::State::Complete:
        return glyphIcon(Glyph::Fine);
    case RestorePoint::State::Interrupted:
    case RestorePoint::State::Unreadable:
        return glyphIcon(Glyph::Broken);
    case RestorePoint::State::Purging:
    case RestorePoint::State::Unfinished:
        return glyphIcon(Glyph::Warned);
    case RestorePoint::State::UnderWay:
    case RestorePoint::State::Restored:
    case RestorePoint::State::RolledBack:
        break;
    }
    return glyphIcon(Glyph::Waiting);
}

QString pointOperationText(Manifest::Operation operation)
{
    switch (operation) {
    case Manifest::Operation::Reset:
        return PointRowsTr::tr("Reset");
    case Manifest::Operation::Restore:
    case Manifest::Operation::RestoreSessions:
        return PointRowsTr::tr("Restore");
    case Manifest::Operation::Revoke:
        return PointRowsTr::tr("Sign-out");
    }
    return {};
}

QString pointScopeText(const Manifest &manifest)
{
    if (manifest.operation == Manifest::Operation::Revoke ||
        manifest.operation == Manifest::Operation::RestoreSessions)
        return PointRowsTr::tr("Sessions");
    return manifest.keepMediaFiles ? PointRowsTr::tr("Media files kept")
                                   : PointRowsTr::tr("Everything");
}

} // namespace

QString pointStateText(RestorePoint::State state)
{
    switch (state) {
    case RestorePoint::State::Complete:
        return PointRowsTr::tr("Complete");
    case RestorePoint::State::Interrupted:
        return PointRowsTr::tr("Interrupted");
    case RestorePoint::State::UnderWay:
        return PointRowsTr::tr("Under way");
    case RestorePoint::State::Restored:
        return PointRowsTr::tr("Restored");
    case RestorePoint::State::RolledBack:
        return PointRowsTr::tr("Rolled back");
    case RestorePoint::State::Purging:
        return PointRowsTr::tr("Being deleted");
    case RestorePoint::State::Unfinished:
        return PointRowsTr::tr("Unfinished");
    case RestorePoint::State::Unreadable:
        return PointRowsTr::tr("Unreadable");
    }
    return {};
}

QList<CellModel::Column> pointColumns()
{
    return {{PointRowsTr::tr("User")},       {PointRowsTr::tr("Made")},
            {PointRowsTr::tr("Operation")},  {PointRowsTr::tr("Scope")},
            {PointRowsTr::tr("Size"), true}, {PointRowsTr::tr("State")},
            {PointRowsTr::tr("By")},         {PointRowsTr::tr("ID")}};
}

QList<CellModel::Row> pointRows(const QList<FoundPoint> &points)
{
    QList<CellModel::Row> rows;
    rows.reserve(points.size());
    for (const auto &[store, point] : points) {
        const Manifest &manifest = point.manifest;
        const bool isKnown = manifest.made.isValid();
        const auto known = [isKnown](const QString &text) {
            return isKnown ? text : unknownText();
        };
        rows.append(
            {point.displayId(),
             {CellModel::textCell(known(displayName(manifest.user)), pointStateIcon(point.state)),
              CellModel::timeCell(isKnown ? manifest.made.toMSecsSinceEpoch() : 0),
              CellModel::textCell(known(pointOperationText(manifest.operation))),
              CellModel::textCell(known(pointScopeText(manifest))),
              isKnown ? CellModel::bytesCell(point.heldBytes) : CellModel::unknownCell(),
              CellModel::textCell(pointStateText(point.state)),
              CellModel::textCell(known(displayText(manifest.caller.text()))),
              CellModel::textCell(point.displayId())}});
    }
    return rows;
}

} // namespace SyncAdmin::Desktop
