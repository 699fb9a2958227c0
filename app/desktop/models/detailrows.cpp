#include "models/detailrows.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/icons.h"

#include <QCoreApplication>
#include <QHash>

namespace SyncAdmin::Desktop {

namespace {

struct DetailRowsTr
{
    Q_DECLARE_TR_FUNCTIONS(DetailRows)
};

using Cell = CellModel::Cell;

constexpr qint64 nanosecondsPerMillisecond = 1'000'000;

QString kindText(const UserEntry &entry)
{
    if (entry.status.isLink())
        return DetailRowsTr::tr("Link");
    switch (entry.artefact.kind) {
    case Artefact::Kind::Collection:
        return DetailRowsTr::tr("Collection");
    case Artefact::Kind::CollectionSidecar:
        return DetailRowsTr::tr("Part of the collection");
    case Artefact::Kind::MediaFolder:
        return DetailRowsTr::tr("Media folder");
    case Artefact::Kind::MediaDatabase:
        return DetailRowsTr::tr("Media database");
    case Artefact::Kind::MediaDatabaseSidecar:
        return DetailRowsTr::tr("Part of the media database");
    case Artefact::Kind::Temporary:
        return DetailRowsTr::tr("Temporary file");
    case Artefact::Kind::NfsLeftover:
        return DetailRowsTr::tr("Deleted, still open");
    case Artefact::Kind::Other:
        return entry.status.isFolder() ? DetailRowsTr::tr("Folder") : DetailRowsTr::tr("Other");
    }
    return {};
}

Cell entrySize(const UserEntry &entry, const UserAnalysis &analysis)
{
    if (entry.status.isFolder())
        return CellModel::bytesCell(analysis.usage.inFolder(entry.name).bytes);
    return CellModel::bytesCell(entry.status.size);
}

Cell entryFiles(const UserEntry &entry, const UserAnalysis &analysis)
{
    if (entry.status.isFolder())
        return CellModel::numberCell(analysis.usage.inFolder(entry.name).files);
    return {unknownText(), {}, {}, {}, {}, DetailRowsTr::tr("not a folder")};
}

} // namespace

QList<CellModel::Column> entryColumns()
{
    return {{DetailRowsTr::tr("Name")},        {DetailRowsTr::tr("Size"), true},
            {DetailRowsTr::tr("Files"), true}, {DetailRowsTr::tr("Kind")},
            {DetailRowsTr::tr("Modified")},    {DetailRowsTr::tr("Owner"), true},
            {DetailRowsTr::tr("Mode"), true}};
}

QList<CellModel::Row> entryRows(const QList<UserRow> &users)
{
    QList<CellModel::Row> rows;
    for (const UserRow &user : users) {
        if (!user.analysis)
            continue;
        for (const UserEntry &entry : user.analysis->entries) {
            QString name = displayName(entry.name);
            if (users.size() > 1)
                name.prepend(user.name + QLatin1Char('/'));
            const FileStatus &status = entry.status;
            rows.append({user.key() + QLatin1Char('/') + name,
                         {CellModel::textCell(name),
                          entrySize(entry, *user.analysis),
                          entryFiles(entry, *user.analysis),
                          CellModel::textCell(kindText(entry)),
                          CellModel::timeCell(status.modified / nanosecondsPerMillisecond),
                          {QString::number(status.owner), status.owner, {}, {}, {}, {}},
                          {QString::number(status.mode, 8), status.mode, {}, {}, {}, {}}}});
        }
    }
    return rows;
}

QList<CellModel::Column> problemColumns()
{
    return {{DetailRowsTr::tr("Severity")}, {DetailRowsTr::tr("Problem")}};
}

QList<CellModel::Row> problemRows(const QList<UserRow> &users)
{
    QList<CellModel::Row> rows;
    const auto append = [&rows, &users](const UserRow &user, Problem::Severity severity,
                                        const QString &text) {
        const QString shown =
            users.size() > 1 ? QStringLiteral("%1: %2").arg(user.name, text) : text;
        // The gravest first: higher severities are graver.
        rows.append({user.key() + QString::number(rows.size()),
                     {{severityText(severity),
                       -static_cast<int>(severity),
                       severityIcon(severity),
                       {},
                       {},
                       {}},
                      {shown, shown, {}, {}, {}, {}}}});
    };
    for (const UserRow &user : users) {
        if (user.error)
            append(user, Problem::Severity::Error, errorText(*user.error));
        if (!user.holder.isEmpty()) {
            append(
                user, Problem::Severity::Note,
                DetailRowsTr::tr("In use by %1. Stop the server before a reset.").arg(user.holder));
        }
        for (const Problem &problem : user.problems())
            append(user, problem.severity, problemText(problem));
    }
    return rows;
}

QList<CellModel::Column> sessionColumns()
{
    return {{DetailRowsTr::tr("Device"), true},
            {DetailRowsTr::tr("User")},
            {DetailRowsTr::tr("Signed in as")},
            {DetailRowsTr::tr("Account")}};
}

QList<CellModel::Row> sessionRows(const QList<UserRow> &users, const SessionList &sessions)
{
    QHash<QByteArray, const UserSessions *> byFolder;
    for (const UserSessions &user : sessions.users)
        byFolder.insert(user.folder, &user);
    QList<CellModel::Row> rows;
    for (const UserRow &user : users) {
        const UserSessions *found = byFolder.value(user.user.name, nullptr);
        if (found == nullptr)
            continue;
        qint64 number = 0;
        for (const DeviceSession &session : found->sessions) {
            rows.append({user.key() + QLatin1Char('/') + QString::number(++number),
                         {CellModel::numberCell(number), CellModel::textCell(user.name),
                          CellModel::textCell(displayName(session.login)),
                          CellModel::textCell(displayName(session.person))}});
        }
    }
    return rows;
}

QList<CellModel::Column> planColumns()
{
    return {{DetailRowsTr::tr("Step")},
            {DetailRowsTr::tr("Size"), true},
            {DetailRowsTr::tr("Files"), true}};
}

QList<CellModel::Row> planRows(const QList<ResetPlan> &plans)
{
    QList<CellModel::Row> rows;
    for (const ResetPlan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            QString text = stepText(step);
            if (plans.size() > 1)
                text = QStringLiteral("%1: %2").arg(plan.user.displayName(), text);
            const bool hasSize = step.kind != PlanStep::Kind::FreshMediaFolder;
            rows.append({plan.user.path() + QString::number(rows.size()),
                         {{text, rows.size(), {}, {}, {}, {}},
                          hasSize ? CellModel::bytesCell(step.bytes) : CellModel::unknownCell(),
                          hasSize ? CellModel::numberCell(step.files) : CellModel::unknownCell()}});
        }
    }
    return rows;
}

} // namespace SyncAdmin::Desktop
