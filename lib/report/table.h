#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <concepts>

namespace SyncAdmin {

// A plain table of texts, with the values behind them for scripts.
class TextTable
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        QString title;
        Align align = Align::Left;
        // Where a terminal is too narrow for all columns, the one with the highest number is left
        // out first; 0 is always shown.
        int dropOrder = 0;
        int minWidth = 0; // to which long texts may be elided; 0: never
    };
    struct Cell
    {
        Cell() = default;
        // NOLINTNEXTLINE(google-explicit-constructor): most cells are nothing but their text.
        template <std::convertible_to<QString> Text>
        Cell(const Text &shown) : text(QString(shown)), raw(text)
        {}
        Cell(QString shown, QString value) : text(std::move(shown)), raw(std::move(value)) {}

        QString text; // for people: "1,234", "481.0 KB", "2026-11-22 14:02"
        QString raw;  // for scripts: "1234", "492544", "2026-11-22T14:02:10Z", empty for unknown
    };

    explicit TextTable(QList<Column> columns) : m_columns(std::move(columns)) {}

    void addRow(const QList<Cell> &cells) { m_rows.append(cells); }
    const QList<Column> &columns() const { return m_columns; }
    const QList<QList<Cell>> &rows() const { return m_rows; }
    // The head line and the raw values.
    QString tabSeparated() const;

private:
    QList<Column> m_columns;
    QList<QList<Cell>> m_rows;
};

// To which names may be elided.
inline constexpr int minNameWidth = 12;

// Cells of numbers, sizes and times, with their raw values.
TextTable::Cell numberCell(qint64 number);
TextTable::Cell sizeCell(qint64 bytes);
// Milliseconds since 1970; a dash for 0 and what no calendar has. The raw value is ISO 8601.
TextTable::Cell timeCell(qint64 milliseconds, const QTimeZone &zone = QTimeZone::utc());
TextTable::Cell unknownCell();
// "Made (UTC)", or "Made" of local times.
QString timeTitle(const QString &title, const QTimeZone &zone);

// The cells that a terminal uses for a text: East Asian wide characters take two, combining ones
// none.
int displayWidth(const QString &text);

// At most `width` cells: "a-long…name".
QString elidedMiddle(const QString &text, int width);

} // namespace SyncAdmin
