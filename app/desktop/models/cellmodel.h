#pragma once

#include <QAbstractTableModel>
#include <QIcon>

namespace SyncAdmin::Desktop {

// A table of ready texts with their sort values. setRows() compares new rows with the present ones
// by key, and inserts, removes, reorders and changes rows, so that the selection survives.
class CellModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Column
    {
        QString title;
        bool isNumber = false; // aligned to the right
    };
    struct Cell
    {
        QString text = {};
        QVariant value = {}; // the SortRole; invalid where it is unknown
        QIcon icon;
        QString toolTip;
        QVariant share;     // 0 to 1, for a size bar
        QString accessible; // where it is not the text
    };
    enum class Check { None, On, Off };
    struct Row
    {
        QString key;
        QList<Cell> cells;
        Check check = Check::None; // of the first cell's box
        bool isEnabled = true;     // whether the box can be changed
    };

    explicit CellModel(QList<Column> columns, QObject *parent = nullptr);

    void setRows(const QList<Row> &rows);
    const QList<Row> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    // Cells for a text that is its own sort value, for a number, and for a size in bytes.
    static Cell textCell(const QString &text, const QIcon &icon = {});
    static Cell numberCell(qint64 number);
    static Cell bytesCell(qint64 bytes);
    static Cell timeCell(qint64 milliseconds);
    static Cell unknownCell();

Q_SIGNALS:
    void checkToggled(const QString &key, bool isOn);

private:
    QList<qsizetype> oldRowsOf(const QList<Row> &rows) const;
    void removeOthers(const QList<qsizetype> &keptRows);
    void reorder(const QList<qsizetype> &oldRows);
    void insertNew(const QList<Row> &rows, const QList<qsizetype> &oldRows);

    QList<Column> m_columns;
    QList<Row> m_rows;
};

} // namespace SyncAdmin::Desktop
