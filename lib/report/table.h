#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace SyncAdmin {

// A plain table: aligned with two spaces between columns for people, tab-separated for scripts.
class TextTable
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        QString title;
        Align align = Align::Left;
    };

    explicit TextTable(QList<Column> columns) : m_columns(std::move(columns)) {}

    void addRow(const QStringList &cells) { m_rows.append(cells); }
    QString aligned() const;
    QString tabSeparated() const;

private:
    QStringList titles() const;

    QList<Column> m_columns;
    QList<QStringList> m_rows;
};

// The cells that a terminal uses for a text: East Asian wide characters take two, combining ones
// none.
int displayWidth(const QString &text);

} // namespace SyncAdmin
