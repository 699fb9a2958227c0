#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <concepts>

namespace SyncAdmin {

// A table of texts, with raw values for scripts.
class TextTable
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        QString title;
        Align align = Align::Left;
        // If a terminal is too narrow, columns are left out, the highest number first; 0 is always
        // shown.
        int dropOrder = 0;
        int minWidth = 0; // long texts are elided to this width; 0: never
    };
    struct Cell
    {
        Cell() = default;
        // NOLINTNEXTLINE(google-explicit-constructor): most cells are nothing but their text.
        template <std::convertible_to<QString> Text>
        Cell(const Text &shown) : text(QString(shown)), raw(text)
        {}
        Cell(QString shown, QString value) : text(std::move(shown)), raw(std::move(value)) {}

        QString text; // for people
        QString raw;  // for scripts
    };

    explicit TextTable(QList<Column> columns) : m_columns(std::move(columns)) {}

    void addRow(const QList<Cell> &cells) { m_rows.append(cells); }
    const QList<Column> &columns() const { return m_columns; }
    const QList<QList<Cell>> &rows() const { return m_rows; }
    // The head line and the raw values, separated by tabs.
    QString tabSeparated() const;

private:
    QList<Column> m_columns;
    QList<QList<Cell>> m_rows;
};

// The width to which names may be elided.
inline constexpr int minNameWidth = 12;

// Cells for numbers, sizes and times, with their raw values.
TextTable::Cell numberCell(qint64 number);
TextTable::Cell sizeCell(qint64 bytes);
// `milliseconds` since 1970; a dash for 0 and for times outside the calendar. The raw value is ISO
// 8601.
TextTable::Cell timeCell(qint64 milliseconds, const QTimeZone &zone = QTimeZone::utc());
TextTable::Cell unknownCell();
// "Made (UTC)", or "Made" for local times.
QString timeTitle(const QString &title, const QTimeZone &zone);

// The number of terminal cells of a text: East Asian wide characters take two, combining ones none.
int displayWidth(const QString &text);

// Elides a text to at most `width` cells: "a-long…name".
QString elidedMiddle(const QString &text, int width);

} // namespace SyncAdmin
