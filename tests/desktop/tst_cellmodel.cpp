#include "models/cellmodel.h"

#include "models/sortproxy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace SyncAdmin::Desktop;

class TestCellModel : public QObject
{
    Q_OBJECT

private:
    static QList<CellModel::Row> rowsOf(const QString &keys)
    {
        QList<CellModel::Row> rows;
        for (const QChar key : keys)
            rows.append(
                {QString(key),
                 {CellModel::textCell(QString(key)), CellModel::bytesCell(key.unicode() * 1000)}});
        return rows;
    }
    static QString keysOf(const CellModel &model)
    {
        QString keys;
        for (const auto &row : model.rows())
            keys += row.key;
        return keys;
    }

private Q_SLOTS:
    void comparesRows_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("fill") << ""
                              << "abc";
        QTest::newRow("remove") << "abcdef"
                                << "bdf";
        QTest::newRow("insert") << "bd"
                                << "abcde";
        QTest::newRow("move") << "abcd"
                              << "dacb";
        QTest::newRow("all at once") << "abcde"
                                     << "fbxea";
        QTest::newRow("two of one key") << "abac"
                                        << "caab";
        QTest::newRow("one of two goes") << "aab"
                                         << "ba";
        QTest::newRow("clear") << "abc"
                               << "";
    }

    void comparesRows()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        CellModel model({{QStringLiteral("Name")}, {QStringLiteral("Size"), true}});
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        SortProxy proxy(&model);
        QAbstractItemModelTester proxyTester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(1, Qt::DescendingOrder);
        model.setRows(rowsOf(before));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setRows(rowsOf(after));
        QCOMPARE(keysOf(model), after);
        QCOMPARE(resets.size(), 0);
    }

    void movesTheSelectionWithItsRow()
    {
        CellModel model({{QStringLiteral("Name")}, {QStringLiteral("Size"), true}});
        model.setRows(rowsOf(QStringLiteral("abcd")));
        const QPersistentModelIndex selected = model.index(1, 1);
        const QPersistentModelIndex gone = model.index(2, 0);
        model.setRows(rowsOf(QStringLiteral("xdab")));
        QCOMPARE(selected.row(), 3);
        QCOMPARE(selected.column(), 1);
        QVERIFY(!gone.isValid());
    }

    // Each signal costs: views and proxies process their rows.
    void announcesRunsAndNotRows()
    {
        CellModel model({{QStringLiteral("Name")}, {QStringLiteral("Size"), true}});
        model.setRows(rowsOf(QStringLiteral("mn")));
        int announced = 0;
        const auto count = [&announced] { ++announced; };
        connect(&model, &QAbstractItemModel::rowsInserted, this, count);
        connect(&model, &QAbstractItemModel::rowsMoved, this, count);
        connect(&model, &QAbstractItemModel::rowsRemoved, this, count);
        connect(&model, &QAbstractItemModel::layoutChanged, this, count);
        connect(&model, &QAbstractItemModel::dataChanged, this, count);
        model.setRows(rowsOf(QStringLiteral("abcdefghijklmnopqrstuvwxyz")));
        QCOMPARE(announced, 3); // two runs before and behind, and the contents
        announced = 0;
        model.setRows(rowsOf(QStringLiteral("zyxwvutsrqponmlkjihgfedcba")));
        QCOMPARE(announced, 2);
    }

    void sortsUnknownLastInBothDirections()
    {
        CellModel model({{QStringLiteral("Size")}});
        model.setRows({{QStringLiteral("big"), {CellModel::bytesCell(10000)}},
                       {QStringLiteral("unknown"), {CellModel::unknownCell()}},
                       {QStringLiteral("small"), {CellModel::bytesCell(9)}}});
        SortProxy proxy(&model);
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            proxy.sort(0, order);
            QCOMPARE(proxy.index(2, 0).data().toString(), QStringLiteral("–"));
            QCOMPARE(proxy.index(order == Qt::AscendingOrder ? 0 : 1, 0).data().toString(),
                     CellModel::bytesCell(9).text);
        }
    }

    void togglesOnlyEnabledBoxes()
    {
        CellModel model({{QStringLiteral("Name")}});
        QSignalSpy toggled(&model, &CellModel::checkToggled);
        auto rows = rowsOf(QStringLiteral("ab"));
        rows[0].check = rows[1].check = CellModel::Check::On;
        rows[1].isEnabled = false;
        model.setRows(rows);
        QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!model.setData(model.index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled.first().at(0).toString(), QStringLiteral("a"));
        QCOMPARE(model.index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    }
};

QTEST_MAIN(TestCellModel)
#include "tst_cellmodel.moc"
