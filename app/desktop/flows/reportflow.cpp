#include "flows/reportflow.h"

#include "base/displayname.h"
#include "flows/pdfreport.h"
#include "flows/tablereport.h"
#include "session/session.h"
#include "views/noticebar.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QSaveFile>

namespace SyncAdmin::Desktop {

namespace {

struct Format
{
    ReportFormat format;
    QString filter;
    QString suffix;
};

QList<Format> formats()
{
    return {{ReportFormat::Text, ReportFlow::tr("Text (*.txt)"), QStringLiteral("txt")},
            {ReportFormat::Csv, ReportFlow::tr("CSV table (*.csv)"), QStringLiteral("csv")},
            {ReportFormat::Json, ReportFlow::tr("JSON Lines (*.jsonl)"), QStringLiteral("jsonl")},
            {ReportFormat::Pdf, ReportFlow::tr("PDF (*.pdf)"), QStringLiteral("pdf")}};
}

QString writeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return file.errorString();
    return {};
}

QByteArray reportOf(const QList<UserRow> &rows, ReportFormat format)
{
    switch (format) {
    case ReportFormat::Text:
        return textReport(rows).toUtf8();
    case ReportFormat::Csv:
        return csvReport(rows).toUtf8();
    case ReportFormat::Json:
        return jsonReport(rows);
    case ReportFormat::Pdf:
        return pdfReport(rows);
    }
    return {};
}

} // namespace

ReportFlow::ReportFlow(Session *session, NoticeBar *bar, QWidget *window)
    : QObject(window), m_session(session), m_bar(bar), m_window(window)
{}

QList<UserRow> ReportFlow::allRows() const
{
    QList<UserRow> rows;
    for (int i = 0; i < m_session->users()->rowCount(); ++i)
        rows.append(m_session->users()->row(i));
    return rows;
}

void ReportFlow::copyAll()
{
    m_session->readers()->start<QString>(
        this, [rows = allRows()](const Task &) { return textReport(rows); },
        [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
}

void ReportFlow::save(const QList<UserRow> &rows)
{
    const QList<UserRow> users = rows.isEmpty() ? allRows() : rows;
    auto *dialog = new QFileDialog(m_window, tr("Save report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const Format &format : formats())
        filters.append(format.filter);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(formats().first().suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        for (const Format &format : formats()) {
            if (format.filter == filter)
                dialog->setDefaultSuffix(format.suffix);
        }
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, users](const QString &path) {
        ReportFormat chosen = ReportFormat::Text;
        for (const Format &format : formats()) {
            if (format.filter == dialog->selectedNameFilter())
                chosen = format.format;
        }
        // A typed suffix counts more than the chosen filter.
        for (const Format &format : formats()) {
            if (path.endsWith(QLatin1Char('.') + format.suffix, Qt::CaseInsensitive))
                chosen = format.format;
        }
        write(users, chosen, path);
    });
    dialog->open();
}

void ReportFlow::write(const QList<UserRow> &rows, ReportFormat format, const QString &path)
{
    m_session->readers()->start<QString>(
        this,
        [rows, format, path](const Task &) { return writeFile(path, reportOf(rows, format)); },
        [this, path](const QString &error) { deliver(path, error); });
}

void ReportFlow::saveText(const QString &text)
{
    auto *dialog = new QFileDialog(m_window, tr("Save report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, text](const QString &path) {
        m_session->readers()->start<QString>(
            this, [text, path](const Task &) { return writeFile(path, text.toUtf8()); },
            [this, path](const QString &error) { deliver(path, error); });
    });
    dialog->open();
}

void ReportFlow::deliver(const QString &path, const QString &error)
{
    const QString shown = displayText(path);
    if (error.isEmpty())
        m_bar->present(NoticeBar::Kind::Done, tr("Saved the report to %1").arg(shown));
    else
        m_bar->present(NoticeBar::Kind::Error,
                       tr("Cannot save the report to %1: %2").arg(shown, error));
    Q_EMIT saved(path, error);
}

} // namespace SyncAdmin::Desktop
